import { clusterOf } from '#core/domain/clusters.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import { adoptChain as storeChain } from '#core/store/chain.ts';
import type { Executor } from '#core/store/db.ts';

/**
 * Binds this installation to its chain: stores it at the first start, and compares at every later one. Called before anything
 * trades. mainnet-beta, and any chain that is not known, is refused.
 * @throws Error in one sentence
 */
export async function adoptChain(db: Executor, genesisHash: GenesisHash): Promise<void> {
  const cluster = clusterOf(genesisHash);
  if (cluster === 'mainnet-beta') {
    throw new Error(
      `SOLANA_RPC_URLS names the chain ${genesisHash}, which counts as mainnet-beta, and Sluice does not trade there yet.`,
    );
  }
  await storeChain(db, { genesisHash, cluster });
}
