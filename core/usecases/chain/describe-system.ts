import { type Cluster, clusterOf, isLocalCluster } from '#core/domain/clusters.ts';
import { DEMO_EMAIL } from '#core/domain/demo.ts';
import { explorerUrlTemplate } from '#core/domain/explorer.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import { VERSION } from '#core/domain/version.ts';
import type { Chain } from '#core/ports/chain.ts';
import { accountExists } from '#core/store/accounts.ts';
import type { Database } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { JitoTerms } from '../campaign/parse-route.ts';

export interface SystemDescription {
  readonly cluster: Cluster;
  readonly genesisHash: GenesisHash;
  readonly version: string;
  /** With `{signature}` to replace; null where no explorer knows the chain. */
  readonly explorerUrlTemplate: string | null;
  /** Whether campaigns may trade over a block engine. */
  readonly blockEngine: boolean;
  /** Null where there is no demo account. */
  readonly demoEmail: string | null;
}

/** What anybody may know of this installation. */
export async function describeSystem(deps: {
  readonly db: Database;
  readonly chain: Pick<Chain, 'genesisHash'>;
  readonly jito: JitoTerms | null;
}): Promise<SystemDescription> {
  const { genesisHash } = deps.chain;
  const cluster = clusterOf(genesisHash);
  const hasDemo = isLocalCluster(cluster) && (await accountExists(deps.db.as(NO_TENANT), DEMO_EMAIL));
  return {
    cluster,
    genesisHash,
    version: VERSION,
    explorerUrlTemplate: explorerUrlTemplate(genesisHash),
    blockEngine: deps.jito !== null,
    demoEmail: hasDemo ? DEMO_EMAIL : null,
  };
}
