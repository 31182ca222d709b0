import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError, serverConfig, signerConfig, workerConfig } from './config.ts';

const KEY = randomBytes(32).toString('base64');
const COMMON = { SOLANA_RPC_URLS: 'http://127.0.0.1:8899', SIGNER_SOCKET: '/tmp/signer.sock' };
const SIGNER = { ...COMMON, DATABASE_SIGNER_URL: 'postgresql://s:p@127.0.0.1:5432/sluice', MASTER_KEYS: `k1:${KEY}` };
const APPLICATION = {
  ...COMMON,
  DATABASE_SCHEDULER_URL: 'postgresql://d:p@127.0.0.1:5432/sluice',
  REDIS_URL: 'redis://127.0.0.1:6379',
};
const WORKER = {
  ...APPLICATION,
  DATABASE_WORKER_URL: 'postgresql://w:p@127.0.0.1:5432/sluice',
  DATABASE_CHAINER_URL: 'postgresql://c:p@127.0.0.1:5432/sluice',
};
const SERVER = {
  ...APPLICATION,
  DATABASE_URL: 'postgresql://a:p@127.0.0.1:5432/sluice',
  DATABASE_AUTH_URL: 'postgresql://i:p@127.0.0.1:5432/sluice',
  AUTH_SECRET: randomBytes(32).toString('base64'),
};

describe('S-04 the environment is checked at the start', () => {
  it('is read with its defaults', () => {
    const config = signerConfig({ ...SIGNER, SOLANA_RPC_URLS: 'http://127.0.0.1:1, https://rpc.example/?key=x' });
    expect(config.SOLANA_RPC_URLS).toMatchObject([
      { url: 'http://127.0.0.1:1' },
      { url: 'https://rpc.example/?key=x' },
    ]);
    expect(config.MASTER_KEYS?.map((entry) => entry.id)).toEqual(['k1']);
    expect(config.MAX_SLIPPAGE_BPS).toBe(5_000);
    expect(serverConfig(SERVER)).toMatchObject({ PORT: 4000, HOST: '127.0.0.1', DATA_DIR: '.data' });
    expect(workerConfig(WORKER).LOG_LEVEL).toBe('info');
  });

  it.each(Object.keys(SIGNER))('asks the operator for %s in one sentence', (name) => {
    expect(() => signerConfig({ ...SIGNER, [name]: undefined })).toThrow(
      new ConfigError(`${name} must be set (see .env.example).`),
    );
    expect(() => signerConfig({ ...SIGNER, [name]: '' })).toThrow(`${name} must be set`);
  });

  it('names everything that is missing at once', () => {
    expect(() => serverConfig({})).toThrow(/SOLANA_RPC_URLS.*SIGNER_SOCKET.*REDIS_URL.*DATABASE_URL.*AUTH_SECRET/s);
  });

  it.each([
    ['MASTER_KEYS', 'not-a-key-but-a-secret'],
    ['MASTER_KEYS', `k1:${KEY.slice(1)}`],
    ['DATABASE_SIGNER_URL', 'mysql://user:not-a-key-but-a-secret@host/db'],
    ['SOLANA_RPC_URLS', 'ws://host/?key=not-a-key-but-a-secret'],
    ['MAX_LAMPORTS_PER_TRANSACTION', '1.5'],
    ['MAX_SLIPPAGE_BPS', '10001'],
  ])('refuses an impossible %s without quoting it', (name, value) => {
    const attempt = () => signerConfig({ ...SIGNER, [name]: value });
    expect(attempt).toThrow(new RegExp(`^${name} `));
    expect(attempt).not.toThrow(/secret/);
    expect(attempt).not.toThrow(value.slice(3, 30));
  });

  it.each(['http://rpc.example', 'http://RPC.example:80/', 'http://rpc.example/ '])(
    'E-04 refuses the endpoint it already has as %s: it would agree with itself',
    (again) => {
      const urls = { SOLANA_RPC_URLS: `http://rpc.example/,${again}` };
      expect(() => workerConfig({ ...WORKER, ...urls })).toThrow('SOLANA_RPC_URLS must not name an endpoint twice.');
      expect(workerConfig({ ...WORKER, SOLANA_RPC_URLS: 'http://a.example,http://b.example' })).toBeDefined();
    },
  );

  it('W-03 gives the master keys to the signer alone', () => {
    expect(workerConfig({ ...WORKER, MASTER_KEYS: SIGNER.MASTER_KEYS })).not.toHaveProperty('MASTER_KEYS');
    expect(serverConfig({ ...SERVER, MASTER_KEYS: SIGNER.MASTER_KEYS })).not.toHaveProperty('MASTER_KEYS');
  });

  it('W-03 each process asks for the addresses of its own database roles', () => {
    const given = { ...SIGNER, ...WORKER, ...SERVER };
    const asked = (config: object) => Object.keys(config).filter((name) => name.startsWith('DATABASE_'));
    expect(asked(signerConfig(given))).toEqual(['DATABASE_SIGNER_URL']);
    expect(asked(workerConfig(given)).sort()).toEqual([
      'DATABASE_CHAINER_URL',
      'DATABASE_SCHEDULER_URL',
      'DATABASE_WORKER_URL',
    ]);
    expect(asked(serverConfig(given)).sort()).toEqual(['DATABASE_AUTH_URL', 'DATABASE_SCHEDULER_URL', 'DATABASE_URL']);
  });
});
