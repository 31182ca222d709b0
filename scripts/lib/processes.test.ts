import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Part, startPart } from './processes.mjs';

describe('startPart', () => {
  let folder: string;
  let part: Part | undefined;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-part-'));
  });
  afterEach(async () => {
    await part?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const start = (source: string, secret = false): Part => {
    const file = path.join(folder, 'main.mjs');
    fs.writeFileSync(file, source);
    part = startPart({ name: 'worker-1', file, env: { GIVEN: 'yes' }, logs: folder, secret });
    return part;
  };
  const STAY = 'setInterval(() => {}, 1000);';

  it('W-03 gets the environment it is given and no more; is ready when it says so, and ends when it is stopped', async () => {
    const { ready, ended, stop } = start(`process.send({ type: 'ready', env: Object.keys(process.env) }); ${STAY}`);
    expect(await ready).toEqual({ type: 'ready', env: ['GIVEN'] });
    await stop();
    expect(await ended).toBeUndefined();
  });

  it('W-03 one that holds keys leaves no core dump, and is the process that was started', async () => {
    const source = `import { execFileSync } from 'node:child_process';
      const limit = execFileSync('/bin/sh', ['-c', 'ulimit -H -c']).toString().trim();
      process.send({ type: 'ready', limit, pid: process.pid }); ${STAY}`;
    const { ready, stop, ended, pid } = start(source, true);
    expect(await ready).toEqual({ type: 'ready', limit: '0', pid });
    await stop();
    expect(await ended).toBeUndefined();
  });

  it('D-01 a crash is one clear sentence with its own last words, not those of the run before', async () => {
    fs.writeFileSync(path.join(folder, 'worker-1.log'), 'words of yesterday\n');
    const { ready, ended } = start("console.error('MASTER_KEYS must be set.'); process.exit(3);");
    const message =
      /^The worker-1 process ended unexpectedly \(exit code 3\); its last words:\nMASTER_KEYS must be set\.\nRead .*\.log\.$/;
    await expect(ready).rejects.toThrow(message);
    expect((await ended)?.message).toMatch(message);
  });

  it('D-01 a kill from outside is told by its signal', async () => {
    const { ready, ended } = start(`process.send({ type: 'ready', pid: process.pid }); ${STAY}`);
    process.kill(Number((await ready)['pid']), 'SIGKILL');
    expect((await ended)?.message).toContain('(SIGKILL)');
  });

  it('an end without an error, but before it was ready, is told too', async () => {
    await expect(start('').ready).rejects.toThrow('exit code 0 before it was ready');
  });
});
