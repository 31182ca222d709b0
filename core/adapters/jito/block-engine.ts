/** Block engines of one chain, in the operator's order: the first region that takes a bundle gets it. */
import type { Address } from '#core/domain/ids.ts';
import type { BlockEngine } from '#core/ports/block-engine.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Log } from '#core/ports/log.ts';
import type { AuthKey } from './auth-key.ts';
import { connectRegion, type Region } from './region.ts';
import { Standings } from './standings.ts';

/** How long one call may take: past it the next region is asked. */
const TIMEOUT_MS = 2_000;
/** Bundles under way at once. */
const CONCURRENCY = 32;

export interface BlockEngineOptions {
  /** gRPC addresses, `http(s)://host:port`, nearest first. */
  readonly urls: readonly string[];
  readonly key: AuthKey | null;
  /** The chain's fixed list. */
  readonly tipAccounts: readonly Address[];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** In place of 2 s for each call. */
  readonly timeoutMs?: number;
}

/** Nothing connects before it is used. */
export function createBlockEngine({ urls, log, timeoutMs = TIMEOUT_MS, ...terms }: BlockEngineOptions): BlockEngine {
  const regions = urls.map((url) => connectRegion({ url, timeoutMs, ...terms }));
  const standings = new Standings(log, terms.clock);
  return {
    async submit(transactions) {
      const waiting = transactions.values();
      const worker = async (): Promise<void> => {
        for (const transaction of waiting) await offer(regions, standings, transaction);
      };
      await Promise.all(Array.from({ length: Math.min(CONCURRENCY, transactions.length) }, worker));
    },
    close() {
      for (const region of regions) region.close();
    },
  };
}

/** Ends with the first region that has looked at it, whatever that said. */
async function offer(regions: readonly Region[], standings: Standings, transaction: Uint8Array): Promise<void> {
  for (const region of regions) {
    if (standings.isResting(region)) continue;
    try {
      await region.send(transaction);
      standings.works(region);
      return;
    } catch (error) {
      if (standings.refused(region, error)) return;
    }
  }
}
