/** Where people look a transaction up. */
import { type Cluster, clusterOf } from './clusters.ts';
import type { GenesisHash, Signature } from './ids.ts';

const TEMPLATE: Record<Cluster, string | null> = {
  local: null,
  devnet: 'https://explorer.solana.com/tx/{signature}?cluster=devnet',
  testnet: 'https://explorer.solana.com/tx/{signature}?cluster=testnet',
  'mainnet-beta': 'https://explorer.solana.com/tx/{signature}',
};

/** An address with `{signature}` to replace; null where no explorer knows the chain. */
export const explorerUrlTemplate = (genesisHash: GenesisHash): string | null => TEMPLATE[clusterOf(genesisHash)];

export const explorerUrl = (genesisHash: GenesisHash, signature: Signature): string | null =>
  explorerUrlTemplate(genesisHash)?.replace('{signature}', signature) ?? null;
