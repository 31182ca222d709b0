/** The chain this database belongs to, and how far it is known to be final. */
import type { Cluster } from '#core/domain/clusters.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import type { Executor } from './db.ts';

export interface StoredChain {
  readonly genesisHash: GenesisHash;
  readonly highestFinalizedHeight: bigint;
}

/** Null before the first start. */
export async function storedChain(db: Executor): Promise<StoredChain | null> {
  const [row] = await db.query<{ genesisHash: GenesisHash; highestFinalizedHeight: bigint }>({
    text: `SELECT genesis_hash AS "genesisHash", highest_finalized_height AS "highestFinalizedHeight" FROM chain`,
  });
  return row ?? null;
}

/**
 * Binds the database to a chain at the first start.
 * @throws Error in one sentence when it already belongs to another.
 */
export async function adoptChain(db: Executor, chain: { genesisHash: GenesisHash; cluster: Cluster }): Promise<void> {
  await db.query({
    text: `INSERT INTO chain (genesis_hash, cluster) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    values: [chain.genesisHash, chain.cluster],
  });
  const stored = await storedChain(db);
  if (stored?.genesisHash !== chain.genesisHash) {
    throw new Error(`this database belongs to the chain ${stored?.genesisHash}, not to ${chain.genesisHash}`);
  }
}

/** Remembers how far the chain is final; never goes back. */
export async function rememberFinalized(
  db: Executor,
  finalized: { readonly slot: bigint; readonly blockHeight: bigint },
): Promise<void> {
  await db.query({
    name: 'remember-finalized',
    text: `UPDATE chain SET highest_finalized_slot = GREATEST(highest_finalized_slot, $1),
                            highest_finalized_height = GREATEST(highest_finalized_height, $2)`,
    values: [finalized.slot, finalized.blockHeight],
  });
}
