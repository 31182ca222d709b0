/**
 * Which chain a genesis hash names. The list is fixed: a hash that is not on it, or none at all, counts as mainnet-beta,
 * so that a mistake is always made on the careful side (G-05, R-05).
 */
import type { GenesisHash } from './ids.ts';

export type Cluster = 'local' | 'devnet' | 'testnet' | 'mainnet-beta';

export const GENESIS = {
  'mainnet-beta': '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d',
  devnet: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG',
  testnet: '4uhcVJyU9pJkvQyS88uRDiswHSCKY3XQoawpzk2D4ioR',
  /** Every local chain answers this one; `localnet/genesis.ts` derives it, and a test compares both. */
  local: 'C1d5nKQdkx59wLpXNj8uR8dRLxvPVLgYm9mEuyBJovrb',
} as const satisfies Record<Cluster, string>;

const CLUSTER_OF = new Map<string, Cluster>(
  Object.entries(GENESIS).map(([cluster, hash]) => [hash, cluster as Cluster]),
);

export const clusterOf = (genesisHash: GenesisHash | string | null): Cluster =>
  (genesisHash === null ? undefined : CLUSTER_OF.get(genesisHash)) ?? 'mainnet-beta';

/** Where strategies that only rehearse (volume) may run, and where opposite trades of linked wallets are let through. */
export const isRehearsalCluster = (cluster: Cluster): boolean => cluster !== 'mainnet-beta';

/** The local chain's money is play money: demo account, seeding and made-up secrets are for it alone. */
export const isLocalCluster = (cluster: Cluster): boolean => cluster === 'local';
