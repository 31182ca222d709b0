import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, whenChanged } from './fingerprint.mjs';

describe('fingerprint', () => {
  let folder: string;
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-fingerprint-'));
    write('a.ts', 'one');
    write('sub/b.ts', 'two');
  });

  it.each([
    ['content', () => write('a.ts', 'other')],
    ['a new file', () => write('sub/c.ts', '')],
    ['a file moved', () => fs.renameSync(path.join(folder, 'a.ts'), path.join(folder, 'b.ts'))],
    ['a file removed', () => fs.rmSync(path.join(folder, 'a.ts'))],
  ])('changes with %s', (_, change) => {
    const before = fingerprint([folder]);
    change();
    expect(fingerprint([folder])).not.toBe(before);
  });

  it('does not change with what was built from it, nor with the clock', () => {
    const before = fingerprint([folder]);
    write('dist/out.js', 'built');
    fs.utimesSync(path.join(folder, 'a.ts'), 1, 1);
    expect(fingerprint([folder])).toBe(before);
  });

  it('takes a missing folder for an empty one', () => {
    expect(fingerprint([path.join(folder, 'none')])).toBe(fingerprint([]));
  });

  describe('whenChanged', () => {
    const times = async (current: string, work: () => Promise<void>) => {
      const files = { stamp: path.join(folder, 'stamps/x'), output: path.join(folder, 'output') };
      return whenChanged(files, current, work);
    };
    const build = async () => write('output', '');

    it('works once for the same inputs, and again for others', async () => {
      expect(await times('1', build)).toBe(true);
      expect(await times('1', build)).toBe(false);
      expect(await times('2', build)).toBe(true);
    });

    it('works again when the result was removed', async () => {
      await times('1', build);
      fs.rmSync(path.join(folder, 'output'));
      expect(await times('1', build)).toBe(true);
    });

    it('works again after it failed', async () => {
      await expect(times('1', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await times('1', build)).toBe(true);
    });
  });
});
