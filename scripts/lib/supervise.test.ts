import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Part } from './processes.mjs';
import { supervise } from './supervise.mjs';

const WAIT = { timeout: 20_000 };

describe('supervise', () => {
  let folder: string;
  let part: Part;
  let said: string[];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-supervise-'));
    said = [];
  });
  afterEach(async () => {
    await part.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const start = (source: string): Part => {
    const file = path.join(folder, 'main.mjs');
    fs.writeFileSync(file, source);
    part = supervise({ name: 'worker-1', file, env: {}, logs: folder }, { say: (_, text) => void said.push(text) });
    return part;
  };
  const LIVE = `process.send({ type: 'ready' }); setInterval(() => {}, 1000);`;

  it.each(['SIGKILL', 'SIGTERM'] as const)('E-08 starts a process again that %s ended', async (signal) => {
    await start(LIVE).ready;
    const first = part.pid;
    process.kill(Number(first), signal);
    await vi.waitUntil(() => said.length === 1 && part.pid !== first, WAIT);
    expect(() => process.kill(Number(part.pid), 0)).not.toThrow();
  });

  it('E-08 starts it again when it ends by itself, as its watchdog does', async () => {
    await start(`process.send({ type: 'ready' }, () => process.exit(70));`).ready;
    await vi.waitUntil(() => said.length >= 2, WAIT);
  });

  it('E-08 gives up one that keeps dying, in one sentence with its last words', async () => {
    await start(`console.error('The disk is full.'); process.send({ type: 'ready' }, () => process.exit(3));`).ready;
    expect((await part.ended)?.message).toMatch(
      /^The worker-1 process ended 5 times within a minute and is not started again\..*The disk is full\..*Mend that, and start again\.$/s,
    );
    expect(said).toHaveLength(4);
  });

  it('D-01 does not try again what cannot even start', async () => {
    start(`console.error('MASTER_KEYS must be set.'); process.exit(1);`);
    await expect(part.ready).rejects.toThrow('MASTER_KEYS must be set.');
    expect((await part.ended)?.message).toContain('MASTER_KEYS must be set.');
    expect(said).toEqual([]);
  });

  it('D-01 lets it be when it is stopped', async () => {
    await start(LIVE).ready;
    await part.stop();
    expect(await part.ended).toBeUndefined();
    expect(said).toEqual([]);
  });
});
