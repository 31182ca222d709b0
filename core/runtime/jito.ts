/** The block engines a process is given, if any. */
import { readAuthKey } from '#core/adapters/jito/auth-key.ts';
import { createBlockEngine } from '#core/adapters/jito/block-engine.ts';
import { watchTipFloor } from '#core/adapters/jito/tip-floor.ts';
import { clusterOf } from '#core/domain/clusters.ts';
import { tipAccountsOf } from '#core/domain/execution/tip-accounts.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import type { BlockEngine, TipFloor } from '#core/ports/block-engine.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Log } from '#core/ports/log.ts';
import type { JitoTerms } from '#core/usecases/campaign/parse-route.ts';
import { ConfigError, type ServerConfig, type WorkerConfig } from './config.ts';

export interface Jito {
  readonly blockEngine: BlockEngine;
  readonly tips: { readonly cap: bigint; readonly floor: TipFloor };
  close(): void;
}

type Addresses = Pick<ServerConfig, 'JITO_BLOCK_ENGINE_URLS' | 'MAX_TIP_LAMPORTS'>;

/**
 * What campaigns may ask of the block engines; null where none are configured.
 * @throws ConfigError where they are, on a chain that they do not serve
 */
export function jitoTerms(config: Addresses, genesisHash: GenesisHash): JitoTerms | null {
  if (config.JITO_BLOCK_ENGINE_URLS.length === 0) return null;
  const cluster = clusterOf(genesisHash);
  if (tipAccountsOf(cluster).length > 0) return { cap: config.MAX_TIP_LAMPORTS };
  throw new ConfigError(`JITO_BLOCK_ENGINE_URLS must be left out: no block engine serves ${cluster}.`);
}

/**
 * Nothing connects before it is used. Null where no block engines are configured.
 * @throws ConfigError, Error in one sentence when the key pair cannot be read
 */
export function openJito(
  config: WorkerConfig,
  { genesisHash, clock, log }: { genesisHash: GenesisHash; clock: Clock; log: Log },
): Jito | null {
  const terms = jitoTerms(config, genesisHash);
  if (terms === null) return null;
  const { JITO_AUTH_KEYPAIR, JITO_TIP_FLOOR_URL, JITO_BLOCK_ENGINE_URLS: urls } = config;
  const key = JITO_AUTH_KEYPAIR === undefined ? null : readAuthKey(JITO_AUTH_KEYPAIR);
  const tipAccounts = tipAccountsOf(clusterOf(genesisHash));
  const blockEngine = createBlockEngine({ urls, key, tipAccounts, clock, log });
  const floor = watchTipFloor({ url: JITO_TIP_FLOOR_URL ?? null, clock });
  return {
    blockEngine,
    tips: { cap: terms.cap, floor },
    close() {
      floor.close();
      blockEngine.close();
    },
  };
}
