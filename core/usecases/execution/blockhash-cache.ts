/** One recent blockhash for many trades: it lives for 150 blocks, and asking for each trade would cost a call each. */
import type { Chain, LatestBlockhash } from '#core/ports/chain.ts';

/** From this age on another one is read beside the trades that still use it… */
const REFRESH_BLOCKS = 4n;
/** …and from this one on trades wait for it: a transaction has to have nearly all of its life before it. */
const OLDEST_BLOCKS = 16n;

export interface BlockhashCache {
  /**
   * A blockhash read a few blocks ago, by the greatest block height any endpoint has shown: heights are what it dies by, and
   * skipped slots do not age it.
   * @throws as `Chain.read` when there is none young enough, and none can be read
   */
  recent(signal: AbortSignal): Promise<LatestBlockhash>;
}

export function createBlockhashCache(chain: Pick<Chain, 'read' | 'highest'>): BlockhashCache {
  let last: { readonly blockhash: LatestBlockhash; readonly readAt: bigint } | null = null;
  let asking: Promise<LatestBlockhash> | null = null;

  const ask = async (): Promise<LatestBlockhash> => {
    try {
      // The height before it was asked for: what the endpoint itself says of its age is not relied on.
      const readAt = chain.highest().blockHeight;
      const blockhash = await chain.read((endpoint) => endpoint.latestBlockhash('confirmed'));
      last = { blockhash, readAt };
      return blockhash;
    } finally {
      asking = null;
    }
  };
  /** Shared by all that wait, so it does not stop when one of them gives up. */
  const refresh = (): Promise<LatestBlockhash> => {
    asking ??= ask();
    return asking;
  };

  return {
    async recent(signal) {
      const age = last === null ? OLDEST_BLOCKS : ageBetween(last.readAt, chain.highest().blockHeight);
      // A failure beside the trades is told to those who have to wait, if it lasts.
      if (last !== null && age < OLDEST_BLOCKS) {
        if (age >= REFRESH_BLOCKS) refresh().catch(() => undefined);
        return last.blockhash;
      }
      const blockhash = await refresh();
      signal.throwIfAborted();
      return blockhash;
    },
  };
}

/** In blocks. A height that turned out to be wrong tells no age: what was read at it counts as too old. */
const ageBetween = (readAt: bigint, now: bigint): bigint => (now < readAt ? OLDEST_BLOCKS : now - readAt);
