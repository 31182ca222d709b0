/**
 * How long a signed transaction may still land, in block heights (docs/execution.md, proof of death). Never in seconds.
 * Both bounds err on the safe side: declared dead too late costs seconds, too early a double.
 */
import { max, min } from '../money.ts';

/** Blocks for which a blockhash is valid (Agave `MAX_PROCESSING_AGE`), and ten for an endpoint that lags. */
const HORIZON = 160n;

/** How far ahead of everything we have seen a last valid height may lie: twice a blockhash's life. */
const FARTHEST_AHEAD = 2n * HORIZON;

/** How far behind our own slot the slot of a blockhash may lie; older ones cannot be valid any more. */
const OLDEST_SLOT = 1_000n;

export interface BlockhashReading {
  /** As the endpoint that gave the blockhash said. */
  readonly lastValidBlockHeight: bigint;
  readonly slot: bigint;
}

export interface OwnReading {
  /** Highest block height any endpoint has shown, read after the blockhash was fetched. */
  readonly highestHeight: bigint;
  /** Lowest block height an endpoint showed just before the signature: one that inflates its heights cannot raise it. */
  readonly lowestHeight: bigint;
  /** Lowest slot an endpoint showed just before the signature. */
  readonly lowestSlot: bigint;
}

export interface SignatureBounds {
  /** Dead only once a finalized height is past it. */
  readonly deathBound: bigint;
  /** Null statuses may be believed for 120 blocks past it. */
  readonly freshnessBound: bigint;
  /** No block before this slot can hold the transaction: where a reading of all blocks begins. */
  readonly firstSlot: bigint;
}

export const boundsOf = (blockhash: BlockhashReading, own: OwnReading): SignatureBounds => ({
  deathBound: max(blockhash.lastValidBlockHeight, own.highestHeight + HORIZON),
  freshnessBound: min(blockhash.lastValidBlockHeight, own.lowestHeight + HORIZON),
  // The bytes do not exist before they are signed, so whatever we saw as newest by then is early enough.
  firstSlot: min(blockhash.slot, own.lowestSlot),
});

/** How far behind the others an endpoint's heights may lie and still be where a reading of blocks begins. */
const FARTHEST_BEHIND = 1_000n;

/**
 * Whether what was said about a blockhash, and what the endpoints show, can be true at all: a death bound made of an invented
 * height would keep an attempt alive for days, and one that cannot be told from the truth cannot be left out of it either.
 */
export const isPlausible = (blockhash: BlockhashReading, own: OwnReading): boolean =>
  blockhash.lastValidBlockHeight <= own.highestHeight + FARTHEST_AHEAD &&
  own.highestHeight <= own.lowestHeight + FARTHEST_BEHIND &&
  blockhash.slot + OLDEST_SLOT >= own.lowestSlot;

/**
 * The lowest of what endpoints showed, but for those so far behind that a reading of blocks would begin hours ago. Behind what
 * `quorum` of them have reached, not behind the highest: one endpoint that invents heights must not shut the honest one out.
 */
export function lowestShown(shown: readonly bigint[], quorum: number): bigint {
  const highestFirst = [...shown].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0));
  const reached = highestFirst[quorum - 1];
  if (reached === undefined) throw new RangeError('fewer heights than endpoints that must agree');
  return highestFirst.filter((value) => value + FARTHEST_BEHIND >= reached).reduce(min);
}
