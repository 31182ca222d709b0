import { expect, it } from 'vitest';
import { GENESIS } from './clusters.ts';
import { explorerUrl } from './explorer.ts';
import type { GenesisHash, Signature } from './ids.ts';

it.each([
  ['local', null],
  ['devnet', 'https://explorer.solana.com/tx/5abc?cluster=devnet'],
  ['testnet', 'https://explorer.solana.com/tx/5abc?cluster=testnet'],
  ['mainnet-beta', 'https://explorer.solana.com/tx/5abc'],
] as const)('U-05 links a transaction on %s', (cluster, url) => {
  expect(explorerUrl(GENESIS[cluster] as GenesisHash, '5abc' as Signature)).toBe(url);
});
