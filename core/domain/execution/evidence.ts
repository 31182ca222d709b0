/**
 * What endpoints' answers prove about one signed transaction (docs/execution.md). Pure: the tracker asks, this judges.
 * Only block heights count, never seconds. Whatever is not proved is `unknown`, and the transaction stays live.
 */

/** Slots by which a status answer must be ahead of the finalized height it is held against. */
export const STATUS_LEAD_SLOTS = 32n;
/** Blocks past the freshness bound for which a status cache (of 300 roots) still remembers everything it could have seen. */
export const STATUS_MEMORY_BLOCKS = 120n;

export interface Bounds {
  /** No block above this height may hold the transaction, by the most careful reading. */
  readonly deathBound: bigint;
  /** The same by the least careful reading: how long a null status may be believed. */
  readonly freshnessBound: bigint;
}

/** A live attempt, as far as it is judged by. */
export interface Judged extends Bounds {
  /** Where it was once seen at `confirmed`: a null status is then forgetfulness, and never believed. */
  readonly confirmedSlot: bigint | null;
}

/** One endpoint's word: its finalized height, and what it said of the signature when asked after that. */
export interface Testimony {
  readonly finalized: { readonly slot: bigint; readonly blockHeight: bigint };
  /** The slot of the status answer. */
  readonly statusSlot: bigint;
  readonly status: SeenStatus | null;
}

export interface SeenStatus {
  readonly slot: bigint;
  readonly commitment: 'processed' | 'confirmed' | 'finalized';
  /** Null when it did what it should. */
  readonly error: unknown;
}

/** In the columns of an attempt's row. */
export interface DeathEvidence {
  /** `OPERATOR`: a person answers for blocks that no endpoint has (verdict.ts). */
  readonly road: 'STATUS' | 'BLOCKS' | 'OPERATOR';
  readonly finalizedHeight: bigint;
  readonly finalizedSlot: bigint;
  readonly statusSlot: bigint;
  readonly agreed: number;
}

export type Verdict =
  | { readonly kind: 'landed'; readonly slot: bigint; readonly error: unknown }
  /** Seen at `confirmed`: provisional. */
  | { readonly kind: 'confirmed'; readonly slot: bigint; readonly error: unknown }
  | { readonly kind: 'dead'; readonly evidence: DeathEvidence }
  /** Expired everywhere and seen nowhere, but the status caches may have forgotten: only the blocks can tell. */
  | { readonly kind: 'ask-blocks' }
  /** `mayLand`: by no endpoint's finalized height is it too late for it, so its bytes are worth sending again. */
  | { readonly kind: 'unknown'; readonly mayLand: boolean };

/** Final blocks have reached past the last height that could hold the transaction. */
export const isPastDeathBound = (bounds: Pick<Bounds, 'deathBound'>, finalizedHeight: bigint): boolean =>
  finalizedHeight >= bounds.deathBound + 1n;

/** It knows no such signature, with all blocks that could hold it in view. */
export const deniesLanding = (bounds: Bounds, word: Testimony): boolean =>
  word.status === null &&
  isPastDeathBound(bounds, word.finalized.blockHeight) &&
  word.statusSlot >= word.finalized.slot + STATUS_LEAD_SLOTS;

/**
 * The status cache could not yet have forgotten a landing. The finalized height at the time of the status answer is not
 * known: it is taken as high as the slots that had passed allow.
 */
export function isFresh(bounds: Bounds, word: Testimony): boolean {
  const slotsSince = word.statusSlot - word.finalized.slot - STATUS_LEAD_SLOTS;
  return word.finalized.blockHeight + slotsSince <= bounds.freshnessBound + STATUS_MEMORY_BLOCKS;
}

/** Judges by the words of `quorum` or more endpoints, each on its own heights. */
export function judge(attempt: Judged, words: readonly Testimony[], quorum: number): Verdict {
  const landed = agreedLanding(words, quorum);
  if (landed !== null) return { kind: 'landed', ...landed };
  const seen = words.flatMap((word) => word.status ?? []);
  const confirmed = seen.find((status) => status.commitment !== 'processed');
  if (confirmed !== undefined) return { kind: 'confirmed', slot: confirmed.slot, error: confirmed.error };
  if (seen.length > 0) return { kind: 'unknown', mayLand: true };
  return judgeUnseen(attempt, words, quorum);
}

function judgeUnseen(attempt: Judged, words: readonly Testimony[], quorum: number): Verdict {
  const denials = words.filter((word) => deniesLanding(attempt, word));
  const fresh = attempt.confirmedSlot === null ? denials.filter((word) => isFresh(attempt, word)) : [];
  const [witness] = fresh;
  if (witness !== undefined && fresh.length >= quorum) {
    return { kind: 'dead', evidence: deathEvidence('STATUS', witness, fresh.length) };
  }
  if (denials.length >= quorum) return { kind: 'ask-blocks' };
  const mayLand = words.every((word) => !isPastDeathBound(attempt, word.finalized.blockHeight));
  return { kind: 'unknown', mayLand };
}

/** The same slot and outcome, at `finalized`, by enough endpoints. */
function agreedLanding(words: readonly Testimony[], quorum: number): { slot: bigint; error: unknown } | null {
  const finals = words.flatMap(({ status }) => (status?.commitment === 'finalized' ? [status] : []));
  const agreed = finals.find((one) => finals.filter((other) => isSameLanding(one, other)).length >= quorum);
  return agreed === undefined ? null : { slot: agreed.slot, error: agreed.error };
}

/** Endpoints word an error alike, for it is the runtime's; whether there is one decides. */
export const isSameLanding = (a: { slot: bigint; error: unknown }, b: { slot: bigint; error: unknown }): boolean =>
  a.slot === b.slot && (a.error === null) === (b.error === null);

export const deathEvidence = (road: DeathEvidence['road'], word: Testimony, agreed: number): DeathEvidence => ({
  road,
  finalizedHeight: word.finalized.blockHeight,
  finalizedSlot: word.finalized.slot,
  statusSlot: word.statusSlot,
  agreed,
});
