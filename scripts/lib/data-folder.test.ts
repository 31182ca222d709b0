import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lowSpaceProblem, openDataFolder } from './data-folder.mjs';

describe('openDataFolder', () => {
  let parent: string;
  beforeEach(() => {
    parent = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-data-'));
  });

  it('S-04 makes a folder that its owner alone can enter', () => {
    const folder = openDataFolder(path.join(parent, 'deep/data'));
    expect(fs.statSync(folder.path).mode & 0o077).toBe(0);
    expect(fs.readdirSync(folder.path)).toEqual(['logs']);
  });

  it('D-01 a folder that cannot be written to is one sentence', () => {
    fs.writeFileSync(path.join(parent, 'file'), '');
    expect(() => openDataFolder(path.join(parent, 'file'))).toThrow(
      /^The data folder .*\/file cannot be written to \(\w+\)\. Give the current user access to it, or set DATA_DIR/,
    );
  });
});

describe('lowSpaceProblem', () => {
  it('D-01 an almost full disk is one sentence with both numbers', () => {
    expect(lowSpaceProblem('/data', 600 * 1024 ** 2)).toBeUndefined();
    expect(lowSpaceProblem('/data', 100 * 1024 ** 2)?.message).toMatch(
      /^The disk of \/data is almost full: 100 MiB are free and 512 MiB are needed\. Free some space/,
    );
  });
});
