/** Which chains a process may start on. */
import { clusterOf } from '#core/domain/clusters.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import { ConfigError } from './config.ts';

/**
 * mainnet-beta, and every chain that is not on the fixed list, is refused until withdrawals, attestation and guards are in.
 * @throws ConfigError
 */
export function refuseMainnet(genesisHash: GenesisHash): void {
  if (clusterOf(genesisHash) !== 'mainnet-beta') return;
  throw new ConfigError(
    `The chain with genesis hash ${genesisHash} counts as mainnet-beta, which this release refuses. ` +
      'Point SOLANA_RPC_URLS at devnet or testnet, or leave it out to run the local chain.',
  );
}
