/**
 * Asks every witness about all live signatures. Each endpoint's statuses are held against its own finalized heights, asked
 * for before them (docs/execution.md, proof of death).
 */
import { STATUS_LEAD_SLOTS, type Testimony } from '#core/domain/execution/evidence.ts';
import type { Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint, Heights, StatusesAt } from '#core/ports/chain.ts';

/** As many signatures as `getSignatureStatuses` takes. */
const STATUSES_PER_CALL = 256;
/** Earlier heights kept per endpoint, for one whose statuses are close behind its finalized slot. */
const SAMPLES = 32;

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
  readonly #samples = new Map<string, Heights[]>();

  /** An endpoint that does not answer is left out: its silence proves nothing. */
  async ask(endpoints: readonly ChainEndpoint[], questions: readonly Question[], signal: AbortSignal): Promise<Words> {
    const words = new Map<Signature, Word[]>(questions.map(({ signature }) => [signature, []]));
    const asked = await Promise.allSettled(endpoints.map((endpoint) => this.#askOne(endpoint, questions, signal)));
    for (const answer of asked) {
      if (answer.status === 'rejected') continue;
      for (const [signature, word] of answer.value) words.get(signature)?.push(word);
    }
    signal.throwIfAborted();
    return words;
  }

  /** The highest finalized heights that `quorum` endpoints have reached: one alone cannot raise them. */
  agreedFinalized(quorum: number): Heights | null {
    const latest = [...this.#samples.values()].flatMap((samples) => samples.at(-1) ?? []);
    return latest.sort((a, b) => Number(b.slot - a.slot))[quorum - 1] ?? null;
  }

  async #askOne(
    endpoint: ChainEndpoint,
    questions: readonly Question[],
    signal: AbortSignal,
  ): Promise<[Signature, Word][]> {
    const heights = await endpoint.heights('finalized', signal);
    const samples = this.#sample(endpoint.name, heights);
    const open = questions.filter(({ confirmedSlot }) => confirmedSlot === null || confirmedSlot <= heights.slot);
    const words: [Signature, Word][] = [];
    for (let from = 0; from < open.length; from += STATUSES_PER_CALL) {
      const batch = open.slice(from, from + STATUSES_PER_CALL).map(({ signature }) => signature);
      const answer = await endpoint.statuses(batch, signal);
      const finalized = newestBehind(samples, answer);
      batch.forEach((signature, index) => {
        const status = answer.statuses[index] ?? null;
        words.push([signature, { endpoint, finalized, statusSlot: answer.slot, status }]);
      });
    }
    return words;
  }

  #sample(endpoint: string, heights: Heights): Heights[] {
    const samples = [...(this.#samples.get(endpoint) ?? []), heights].slice(-SAMPLES);
    this.#samples.set(endpoint, samples);
    return samples;
  }
}

/** The newest heights that the status answer is far enough ahead of; else simply the newest. */
function newestBehind(samples: readonly Heights[], answer: StatusesAt): Heights {
  const behind = samples.findLast(({ slot }) => slot + STATUS_LEAD_SLOTS <= answer.slot);
  const newest = behind ?? samples.at(-1);
  if (newest === undefined) throw new Error('no heights were asked for');
  return newest;
}
