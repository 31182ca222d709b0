import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installationKey, installedMatchesLock, installPackages } from './packages.mjs';

const entry = (version: string, more: object = {}) => ({ version, integrity: `sha512-${version}`, ...more });

describe('installationKey', () => {
  it('changes with the lock file and with the platform, and with nothing else', () => {
    expect(installationKey('{}', 'linux-x64')).toBe(installationKey(Buffer.from('{}'), 'linux-x64'));
    expect(installationKey('{}', 'linux-x64')).not.toBe(installationKey('{ }', 'linux-x64'));
    expect(installationKey('{}', 'linux-x64')).not.toBe(installationKey('{}', 'linux-arm64'));
  });
});

describe('installedMatchesLock', () => {
  const wanted = {
    packages: {
      '': { version: '1' },
      'node_modules/a': entry('1.0.0'),
      'node_modules/b': entry('2.0.0', { optional: true }),
    },
  };

  it('accepts what npm installed, without the optional packages of other platforms', () => {
    expect(installedMatchesLock(wanted, { packages: { 'node_modules/a': entry('1.0.0') } })).toBe(true);
  });

  it.each([
    ['a missing package', {}],
    ['another version', { 'node_modules/a': entry('1.0.1') }],
    ['other bytes of the same version', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-other' } }],
  ])('refuses %s', (_, packages) => {
    expect(installedMatchesLock(wanted, { packages })).toBe(false);
  });
});

describe('installPackages', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-packages-'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const write = (file: string, content: object) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), JSON.stringify(content));
  };

  it('D-01 leaves a matching installation alone, and remembers it', async () => {
    const lock = { packages: { 'node_modules/a': entry('1.0.0') } };
    write('package-lock.json', lock);
    write('node_modules/.package-lock.json', lock);
    const said: string[] = [];
    await installPackages(root, (message) => said.push(message));
    fs.rmSync(path.join(root, 'node_modules/.package-lock.json'));
    await installPackages(root, (message) => said.push(message));
    expect(said).toEqual([]);
  });

  it('D-01 says in one sentence that npm ci failed, and tries again next time', async () => {
    fs.writeFileSync(path.join(root, 'package.json'), '{'); // refused before npm asks the network for anything
    write('package-lock.json', { packages: {} });
    const install = installPackages(root, () => undefined);
    await expect(install).rejects.toThrow(/Installing packages failed .* Check the network connection/);
    expect(fs.existsSync(path.join(root, 'node_modules/.sluice-installed'))).toBe(false);
  });
});
