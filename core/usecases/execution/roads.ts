/** Walks the block roads that are open: in stages, each in its turn, and one that led nowhere not again at once. */
import type { AttemptId } from '#core/domain/ids.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { LiveAttempt } from '#core/ports/tracking-store.ts';
import { BlockReader } from './block-reader.ts';
import type { Word } from './testimony.ts';
import { type Places, type RoadVerdict, walkBlocks } from './walk-blocks.ts';

/** A road that led nowhere is not walked again before this. */
const ROAD_AGAIN_MS = 30_000;
/**
 * As often as a road may stay unanswered in a row, five minutes of it: endpoints that keep no history never answer, and somebody has
 * to be told.
 */
const PATIENCE = 10;
/** How long one round may read blocks: what landed meanwhile is not to wait. */
const ROUND_MS = 1_500;

/** An attempt of which only the blocks can tell. */
export interface Road {
  readonly attempt: LiveAttempt;
  readonly words: readonly Word[];
}

export interface WalkedRoad extends Road {
  readonly verdict: RoadVerdict;
}

interface Rest {
  /** Milliseconds, monotonic. */
  readonly walkedAt: number;
  readonly resting: boolean;
  /** How often in a row too few endpoints have answered. */
  readonly unanswered: number;
}

export class Roads {
  readonly #clock: Clock;
  readonly #reader: BlockReader;
  readonly #rests = new Map<AttemptId, Rest>();
  /** Of the roads that are being read. */
  readonly #places = new Map<AttemptId, Places>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#reader = new BlockReader(clock);
  }

  /** Forgets what is not live any more. */
  keep(live: readonly Pick<LiveAttempt, 'id'>[]): void {
    if (this.#rests.size + this.#places.size === 0) return;
    const ids = new Set(live.map(({ id }) => id));
    for (const known of [this.#rests, this.#places]) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    }
  }

  /**
   * Answers what was found on the roads walked. `open` is all there are just now: a road that is not among them because an endpoint
   * missed a round goes on later from where it was.
   */
  async walk(open: readonly Road[], quorum: number, signal: AbortSignal): Promise<WalkedRoad[]> {
    this.#reader.begin(ROUND_MS);
    const walked: WalkedRoad[] = [];
    for (const { attempt, words } of this.#inTurn(open)) {
      const places: Places = this.#places.get(attempt.id) ?? new Map();
      const verdict = await walkBlocks(attempt, words, quorum, { reader: this.#reader, places }, signal);
      // What led somewhere is over, and what led nowhere is walked anew: blocks that were missing are asked for again.
      if (verdict.kind === 'reading') this.#places.set(attempt.id, places);
      else this.#places.delete(attempt.id);
      walked.push({ attempt, words, verdict: this.#rest(attempt.id, verdict) });
      if (verdict.kind === 'reading') break;
    }
    if (this.#places.size === 0) this.#reader.forget();
    return walked;
  }

  /** Notes how the road ended this time. Answers its verdict, which of one that stays unanswered is that somebody has to look. */
  #rest(id: AttemptId, verdict: RoadVerdict): RoadVerdict {
    const unanswered = verdict.kind === 'unanswered' ? (this.#rests.get(id)?.unanswered ?? 0) + 1 : 0;
    const resting = verdict.kind === 'review' || verdict.kind === 'unanswered';
    this.#rests.set(id, { walkedAt: this.#clock.ticks(), resting, unanswered });
    return unanswered < PATIENCE ? verdict : { kind: 'review', reason: 'MISSING_BLOCK' };
  }

  /** Those not walked for longest first, so that a long road does not keep the others waiting. */
  #inTurn(open: readonly Road[]): Road[] {
    const walkedAt = ({ attempt }: Road): number => this.#rests.get(attempt.id)?.walkedAt ?? Number.NEGATIVE_INFINITY;
    const isDue = (road: Road): boolean =>
      this.#rests.get(road.attempt.id)?.resting !== true || this.#clock.ticks() - walkedAt(road) >= ROAD_AGAIN_MS;
    return open.filter(isDue).sort((a, b) => (walkedAt(a) < walkedAt(b) ? -1 : walkedAt(a) > walkedAt(b) ? 1 : 0));
  }
}
