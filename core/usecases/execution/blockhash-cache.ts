/** One recent blockhash for many trades: it lives for 150 blocks, and asking for each trade would cost a call each. */
import type { Chain, LatestBlockhash } from '#core/ports/chain.ts';

/** Old enough to spare calls, young enough to leave a transaction nearly its whole life. */
const REUSE_SLOTS = 8n;

export interface BlockhashCache {
  /** A blockhash read at most a few slots ago, by the highest slot any endpoint has shown. */
  recent(signal: AbortSignal): Promise<LatestBlockhash>;
}

export function createBlockhashCache(chain: Chain): BlockhashCache {
  let last: LatestBlockhash | null = null;
  let asking: Promise<LatestBlockhash> | null = null;

  const ask = async (): Promise<LatestBlockhash> => {
    try {
      last = await chain.read((endpoint) => endpoint.latestBlockhash('confirmed'));
      return last;
    } finally {
      asking = null;
    }
  };

  return {
    async recent(signal) {
      if (last !== null && chain.highest().slot - last.slot <= REUSE_SLOTS) return last;
      // Shared by all that wait, so it does not stop when one of them gives up.
      asking ??= ask();
      const blockhash = await asking;
      signal.throwIfAborted();
      return blockhash;
    },
  };
}
