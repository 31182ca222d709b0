import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { readSignerConfig } from './signer.ts';

describe('W-03 the signer’s environment', () => {
  it('is read once, and its secrets are taken out of it', () => {
    const key = randomBytes(32);
    vi.stubEnv('SOLANA_RPC_URLS', 'http://127.0.0.1:8899');
    vi.stubEnv('SIGNER_SOCKET', '/nowhere/signer.sock');
    vi.stubEnv('DATABASE_SIGNER_URL', 'postgresql://s:p@127.0.0.1:5432/sluice');
    vi.stubEnv('MASTER_KEYS', `k1:${key.toString('base64')}`);
    vi.stubEnv('VAULT_TOKEN', 'hvs.secret');
    expect(readSignerConfig()).toMatchObject({ MASTER_KEYS: [{ id: 'k1', key }], VAULT_TOKEN: 'hvs.secret' });
    expect(['MASTER_KEYS', 'VAULT_TOKEN', 'DATABASE_SIGNER_URL'].filter((name) => name in process.env)).toEqual([]);
    expect(process.env['SIGNER_SOCKET']).toBe('/nowhere/signer.sock');
  });
});
