/**
 * Asks every witness about all live signatures. Each endpoint's statuses are held against its own finalized heights, asked
 * for before them (docs/execution.md, proof of death).
 */
import { STATUS_LEAD_SLOTS, type Testimony } from '#core/domain/execution/evidence.ts';
import type { Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint, Heights, StatusesAt } from '#core/ports/chain.ts';
import { chunksOf } from './chunks.ts';
import { concurrently } from './concurrently.ts';

/** As many signatures as `getSignatureStatuses` takes. */
const STATUSES_PER_CALL = 256;
/** Calls on their way to one endpoint at once. */
const PARALLEL_CALLS = 4;
/** Earlier heights kept per endpoint, for one whose statuses are close behind its finalized slot. */
const SAMPLES = 32;
/** How far ahead of an endpoint's finalized slot a confirmed one can be; beyond it, somebody did not tell the truth. */
const CONFIRMED_AHEAD_SLOTS = 64n;
/** Nodes behind a load balancer are not equally far: a finalized slot that is so much lower is another node's. */
const UNEVEN_SLOTS = 64n;

/** A testimony, and whose it is. */
export interface Word extends Testimony {
  readonly endpoint: ChainEndpoint;
}

export type Words = ReadonlyMap<Signature, readonly Word[]>;

/** A signature to ask about. One that is already confirmed has no news before its slot is final. */
export interface Question {
  readonly signature: Signature;
  readonly confirmedSlot: bigint | null;
}

/** Remembers each endpoint's heights from round to round. */
export class Witnesses {
  readonly #samples = new Map<string, readonly Heights[]>();
  /** What the endpoints showed in the last round alone. */
  #shown: Heights[] = [];

  /** An endpoint that does not answer is left out: its silence proves nothing. */
  async ask(endpoints: readonly ChainEndpoint[], questions: readonly Question[], signal: AbortSignal): Promise<Words> {
    this.#begin(endpoints);
    const words = new Map<Signature, Word[]>(questions.map(({ signature }) => [signature, []]));
    const asked = await Promise.allSettled(endpoints.map((endpoint) => this.#askOne(endpoint, questions, signal)));
    for (const answer of asked) {
      if (answer.status === 'rejected') continue;
      for (const [signature, word] of answer.value) words.get(signature)?.push(word);
    }
    signal.throwIfAborted();
    return words;
  }

  /**
   * The finalized slot and height that `quorum` endpoints reached in the last round: neither can be raised by one alone. Null
   * when fewer answered.
   */
  agreedFinalized(quorum: number): Heights | null {
    const slot = nthHighest(
      this.#shown.map((heights) => heights.slot),
      quorum,
    );
    const blockHeight = nthHighest(
      this.#shown.map((heights) => heights.blockHeight),
      quorum,
    );
    return slot === undefined || blockHeight === undefined ? null : { slot, blockHeight };
  }

  /** An endpoint that left the pool is forgotten: if it comes back, what it said before may have been wrong. */
  #begin(endpoints: readonly ChainEndpoint[]): void {
    this.#shown = [];
    const names = new Set(endpoints.map(({ name }) => name));
    for (const name of this.#samples.keys()) if (!names.has(name)) this.#samples.delete(name);
  }

  async #askOne(
    endpoint: ChainEndpoint,
    questions: readonly Question[],
    signal: AbortSignal,
  ): Promise<[Signature, Word][]> {
    const heights = await endpoint.heights('finalized', signal);
    this.#shown.push(heights);
    const samples = this.#sample(endpoint.name, heights);
    const open = questions.filter(({ confirmedSlot }) => !isToBeFinal(confirmedSlot, heights.slot));
    const words = await concurrently(chunksOf(open, STATUSES_PER_CALL), PARALLEL_CALLS, async (chunk) => {
      const signatures = chunk.map(({ signature }) => signature);
      const answer = await endpoint.statuses(signatures, signal);
      const finalized = newestBehind(samples, answer);
      return signatures.map((signature, index): [Signature, Word] => {
        const status = answer.statuses[index] ?? null;
        return [signature, { endpoint, finalized, statusSlot: answer.slot, status }];
      });
    });
    return words.flat();
  }

  #sample(endpoint: string, heights: Heights): readonly Heights[] {
    const samples = joined(this.#samples.get(endpoint) ?? [], heights);
    this.#samples.set(endpoint, samples);
    return samples;
  }
}

/**
 * Of an endpoint that is now far behind what it has shown before, only the new word counts. So it does against earlier ones that
 * told a greater height for a slot that is not later: final blocks do not become fewer, so those were not true.
 */
function joined(samples: readonly Heights[], heights: Heights): readonly Heights[] {
  const newest = samples.at(-1);
  if (newest === undefined || heights.slot > newest.slot) {
    const agreeing = samples.filter(({ blockHeight }) => blockHeight <= heights.blockHeight);
    return [...agreeing, heights].slice(-SAMPLES);
  }
  return heights.slot + UNEVEN_SLOTS >= newest.slot ? samples : [heights];
}

/** Confirmed, and so soon to be final that there is no news before. */
const isToBeFinal = (confirmedSlot: bigint | null, finalizedSlot: bigint): boolean =>
  confirmedSlot !== null && finalizedSlot < confirmedSlot && confirmedSlot <= finalizedSlot + CONFIRMED_AHEAD_SLOTS;

const nthHighest = (values: readonly bigint[], n: number): bigint | undefined =>
  [...values].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0))[n - 1];

/** The newest heights that the status answer is far enough ahead of; else simply the newest. */
function newestBehind(samples: readonly Heights[], answer: StatusesAt): Heights {
  const behind = samples.findLast(({ slot }) => slot + STATUS_LEAD_SLOTS <= answer.slot);
  const newest = behind ?? samples.at(-1);
  if (newest === undefined) throw new Error('no heights were asked for');
  return newest;
}
