import { expect, it } from 'vitest';
import { GENESIS } from '#core/domain/clusters.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import { ConfigError, workerConfig } from './config.ts';
import { jitoTerms } from './jito.ts';

const config = (over: Readonly<Record<string, string>> = {}) =>
  workerConfig({
    SOLANA_RPC_URLS: 'http://127.0.0.1:8899',
    SIGNER_SOCKET: '/tmp/signer.sock',
    DATABASE_WORKER_URL: 'postgresql://w:p@127.0.0.1:5432/sluice',
    DATABASE_SCHEDULER_URL: 'postgresql://d:p@127.0.0.1:5432/sluice',
    DATABASE_CHAINER_URL: 'postgresql://c:p@127.0.0.1:5432/sluice',
    REDIS_URL: 'redis://127.0.0.1:6379',
    ...over,
  });
const ENGINES = 'http://127.0.0.1:9000, https://ny.testnet.block-engine.jito.wtf';
const [LOCAL, DEVNET] = [GENESIS.local, GENESIS.devnet] as GenesisHash[] as [GenesisHash, GenesisHash];

it('R-03 without block engines no campaign may ask for one', () => {
  expect(jitoTerms(config(), LOCAL)).toBeNull();
});

it('R-03 with block engines a campaign may offer up to the platform’s limit', () => {
  const given = config({ JITO_BLOCK_ENGINE_URLS: ENGINES, MAX_TIP_LAMPORTS: '7000' });
  expect(given.JITO_BLOCK_ENGINE_URLS).toEqual(ENGINES.split(', '));
  expect(jitoTerms(given, LOCAL)).toEqual({ cap: 7_000n });
});

it('R-03 block engines are refused on a chain that none serves, and addresses that are none', () => {
  const given = config({ JITO_BLOCK_ENGINE_URLS: ENGINES });
  expect(() => jitoTerms(given, DEVNET)).toThrow(ConfigError);
  expect(() => jitoTerms(given, DEVNET)).toThrow('no block engine serves devnet');
  expect(() => config({ JITO_BLOCK_ENGINE_URLS: 'block-engine' })).toThrow('JITO_BLOCK_ENGINE_URLS must be an address');
});
