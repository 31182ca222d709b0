import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const hasCompiler = spawnSync('clang-19', ['--version']).status === 0;

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function rebuild(): string {
  const folder = mkdtempSync(join(tmpdir(), 'amm-build-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync('sh', [join(FOLDER, 'build.sh'), folder], { stdio: 'pipe' });
  return join(folder, 'amm.so');
}

describe('the committed AMM program', () => {
  const claim = hasCompiler
    ? 'has the recorded hash, and clang-19 builds the same bytes from the source'
    : 'has the recorded hash (clang-19 is absent, so it was not built again)';

  it(claim, () => {
    const recorded = readFileSync(join(FOLDER, 'amm.so.sha256'), 'utf8').split(' ')[0];
    expect(sha256(join(FOLDER, 'amm.so'))).toBe(recorded);
    if (hasCompiler) expect(sha256(rebuild())).toBe(recorded);
  });
});
