import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openKek } from './kek.ts';
import { kekSettings } from './kek-settings.ts';

const MASTER_KEYS = `k2:${randomBytes(32).toString('base64')},k1:${randomBytes(32).toString('base64')}`;
const VAULT = { VAULT_ADDR: 'https://vault.example:8200', VAULT_TRANSIT_KEY: 'sluice', VAULT_TOKEN: 't' };

const problems = (given: object): string[] =>
  (kekSettings.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join()} ${message}`);
const open = (given: object) => openKek(kekSettings.parse(given));

describe('W-02 where the key-encryption key is', () => {
  it('is the environment unless said otherwise, and what is missing is named', () => {
    expect(problems({ MASTER_KEYS })).toEqual([]);
    expect(problems({})).toEqual(['MASTER_KEYS is needed by KEK_PROVIDER=env']);
    expect(problems({ KEK_PROVIDER: 'vault-transit' }).map((one) => one.split(' ')[0])).toEqual([
      ...['VAULT_ADDR', 'VAULT_TRANSIT_KEY', 'VAULT_TOKEN'],
    ]);
    expect(problems({ KEK_PROVIDER: 'vault-transit', ...VAULT })).toEqual([]);
    expect(problems({ KEK_PROVIDER: 'aws', MASTER_KEYS })).toEqual(['KEK_PROVIDER must be env or vault-transit']);
  });

  it('S-04 a Vault elsewhere is spoken to by TLS alone', () => {
    const at = (VAULT_ADDR: string) => problems({ KEK_PROVIDER: 'vault-transit', ...VAULT, VAULT_ADDR });
    expect(at('http://vault.example:8200')).toEqual(['VAULT_ADDR must be https://, unless Vault runs on this machine']);
    expect(at('http://127.evil.example')).toHaveLength(1);
    for (const local of ['http://127.0.0.1:8200', 'http://localhost:8200', 'http://[::1]:8200']) {
      expect(at(local)).toEqual([]);
    }
  });

  it('wraps by the provider that is named, and opens what either wrapped', async () => {
    const { provider } = open({ MASTER_KEYS, ...VAULT });
    expect(await provider.currentId()).toBe('k2');
    expect(['k1', 'k2', 'transit:sluice:v7', 'k3', 'transit:other:v1'].filter(provider.holds)).toEqual([
      ...['k1', 'k2', 'transit:sluice:v7'],
    ]);
  });

  it('proves by the current key alone', () => {
    const { currentAlone } = open({ MASTER_KEYS, ...VAULT });
    expect(['k1', 'k2', 'transit:sluice:v7'].filter(currentAlone.holds)).toEqual(['k2']);
    const transit = open({ KEK_PROVIDER: 'vault-transit', MASTER_KEYS, ...VAULT });
    expect(['k1', 'k2', 'transit:sluice:v7'].filter(transit.currentAlone.holds)).toEqual(['transit:sluice:v7']);
  });
});
