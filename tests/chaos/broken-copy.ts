/** Runs the harness on a copy of the sources with one bug in it. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../scripts/lib/failure.mjs';
import { CACHE, ROOT } from '../../scripts/lib/paths.mjs';
import { BREAKS, type Break } from './breaks.ts';

/** Not copied: what is shared, what is made again, and what is no source. */
const LEFT_OUT = new Set(['node_modules', '.git', '.cache', '.data', 'dist']);
/** Made anew for the copy's own sources. */
const CACHE_LEFT_OUT = /^(build|chaos-.*)$/;
const LAST_MIGRATION = 'prisma/migrations/99991231235959_break/migration.sql';

/** The harness' exit code on the copy: 0 when it noticed nothing. @throws Failure when there is no such bug. */
export async function runBroken(name: string, args: readonly string[]): Promise<number> {
  const bug = BREAKS[name];
  if (bug === undefined) throw new Failure(`There is no bug "${name}".`, 'npm run chaos -- --help lists them.');
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-broken-'));
  try {
    copySources(copy);
    applyBreak(copy, bug);
    const flags = ['--import', 'tsx', '--conditions=source', '--enable-source-maps'];
    const child = spawn(process.execPath, [...flags, 'tests/chaos/main.ts', ...args], { cwd: copy, stdio: 'inherit' });
    process.once('SIGTERM', () => child.kill('SIGTERM'));
    return await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

function copySources(copy: string): void {
  for (const entry of fs.readdirSync(ROOT)) {
    if (!LEFT_OUT.has(entry)) fs.cpSync(path.join(ROOT, entry), path.join(copy, entry), { recursive: true });
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  for (const entry of fs.existsSync(CACHE) ? fs.readdirSync(CACHE) : []) {
    if (CACHE_LEFT_OUT.test(entry)) continue;
    fs.cpSync(path.join(CACHE, entry), path.join(copy, '.cache', entry), { recursive: true });
  }
}

function applyBreak(copy: string, { patches, sql }: Break): void {
  for (const { file, find, replace } of patches) {
    const at = path.join(copy, file);
    fs.writeFileSync(at, patched(fs.readFileSync(at, 'utf8'), file, find, replace));
  }
  if (sql === undefined) return;
  fs.mkdirSync(path.dirname(path.join(copy, LAST_MIGRATION)));
  fs.writeFileSync(path.join(copy, LAST_MIGRATION), sql);
}

/** @throws Error when the text to replace is not there exactly once: the sources have moved on, and the bug has to follow. */
export function patched(text: string, file: string, find: string, replace: string): string {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`${file} holds "${find}" ${parts.length - 1} times instead of once`);
  return parts.join(replace);
}
