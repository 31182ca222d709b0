import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { assertNotRunning, claimInstance, runningInstance } from './instance-lock.mjs';

const URL = 'http://127.0.0.1:4000';

describe('claimInstance', () => {
  let file: string;
  beforeEach(() => {
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-lock-')), 'instance.json');
  });

  it('D-01 a second start on the same data folder says so, and where the first one answers', () => {
    const release = claimInstance(file, URL);
    expect(() => claimInstance(file, URL)).toThrow(
      `Sluice is already running on this data folder (process ${process.pid}, ${URL}). Stop it with Ctrl-C`,
    );
    release();
    expect(() => assertNotRunning(file)).not.toThrow();
  });

  it('takes over from a process that was killed', async () => {
    const killed = spawn(process.execPath, ['-e', '']);
    await once(killed, 'exit');
    fs.writeFileSync(file, JSON.stringify({ pid: killed.pid, url: URL }));
    claimInstance(file, URL);
    expect(runningInstance(file)).toEqual({ pid: process.pid, url: URL });
  });

  it('takes over from a process that was killed while it wrote', () => {
    fs.writeFileSync(file, '{"pid": 12');
    claimInstance(file, URL);
    expect(runningInstance(file)?.pid).toBe(process.pid);
  });

  it.runIf(process.platform === 'linux')('takes over when the number belongs to another program by now', async () => {
    const other = spawn('sleep', ['60']);
    await once(other, 'spawn');
    fs.writeFileSync(file, JSON.stringify({ pid: other.pid, url: URL }));
    claimInstance(file, URL);
    expect(runningInstance(file)?.pid).toBe(process.pid);
    other.kill();
  });
});
