import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from './data-folder.mjs';
import { DATABASE_VARIABLES } from './database.mjs';
import { givenAddresses } from './infra.mjs';
import { productSecrets, signerSocket } from './stack.mjs';

describe('productSecrets', () => {
  let folder: DataFolder;
  beforeEach(() => {
    folder = openDataFolder(fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-stack-')));
  });

  it('S-04 are made once on the local chain', () => {
    const first = productSecrets(folder, {}, true);
    expect(Object.keys(first)).toEqual(['MASTER_KEYS', 'AUTH_SECRET']);
    expect(productSecrets(folder, {}, true)).toEqual(first);
    expect(fs.statSync(folder.secrets).mode & 0o777).toBe(0o600);
  });

  it('S-04 come from the environment where it has them', () => {
    const given = { MASTER_KEYS: 'k2:given', AUTH_SECRET: 'given' };
    expect(productSecrets(folder, given, false)).toEqual(given);
    expect(fs.existsSync(folder.secrets)).toBe(false);
  });

  it('W-02 with Vault the ring of master keys may be left out; one that is there still opens what it wrapped', () => {
    const vault = { KEK_PROVIDER: 'vault-transit', AUTH_SECRET: 'given' };
    expect(productSecrets(folder, vault, false)).toEqual({ MASTER_KEYS: '', AUTH_SECRET: 'given' });
    const { MASTER_KEYS } = productSecrets(folder, {}, true);
    expect(productSecrets(folder, vault, false)).toEqual({ MASTER_KEYS, AUTH_SECRET: 'given' });
  });

  it('S-04 a missing one is an error on any other chain, and nothing is made', () => {
    expect(() => productSecrets(folder, { AUTH_SECRET: 'given' }, false)).toThrow(
      'MASTER_KEYS must be set, since this is not the local chain.',
    );
    expect(fs.existsSync(folder.secrets)).toBe(false);
  });
});

describe('signerSocket', () => {
  it('W-03 lies in a folder of its own in the data folder', () => {
    expect(signerSocket('/srv/sluice')).toBe('/srv/sluice/run/signer.sock');
  });

  it('W-03 of a long path lies in a folder that its owner alone can enter', () => {
    const socket = signerSocket(`/srv/${'deep/'.repeat(30)}`);
    expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(103);
    expect(fs.statSync(path.dirname(socket)).mode & 0o077).toBe(0);
    expect(signerSocket(`/srv/${'deep/'.repeat(30)}`)).toBe(socket);
    fs.rmSync(path.dirname(socket), { recursive: true });
  });
});

describe('givenAddresses', () => {
  const all = Object.fromEntries(DATABASE_VARIABLES.map((name, index) => [name, `postgresql://role-${index}`]));

  it('W-03 are one for each role, each with a role of its own', () => {
    expect(givenAddresses(all, false, () => undefined)).toEqual(all);
    expect(() => givenAddresses({ DATABASE_URL: 'postgresql://a' }, false, () => undefined)).toThrow(
      /^DATABASE_MIGRATION_URL, DATABASE_WORKER_URL, .*, and DATABASE_CHAINER_URL must be given beside DATABASE_URL\./,
    );
  });

  it('on the local chain one will do, and that is said', () => {
    const said: string[] = [];
    const addresses = givenAddresses({ DATABASE_URL: 'postgresql://a' }, true, (_, text) => said.push(text));
    expect(new Set(Object.values(addresses))).toEqual(new Set(['postgresql://a']));
    expect(said.join()).toContain('DATABASE_URL stands in');
    expect(said.join()).toContain('keeps neither keys from the server nor organisations from each other');
  });
});
