/**
 * The live attempts, without reading thousands of rows each time: all of them every few seconds, and the newest in between. What
 * stands here may be late. Every write looks at the row again, so being late costs a round and never more.
 */
import type { AttemptId } from '#core/domain/ids.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { LiveAttempt, TrackingStore } from '#core/ports/tracking-store.ts';

/** Everything is read again after so long. */
const FULL_READ_MS = 2_000;
/** How long the transaction of a signature may take that is not missed between two full readings. */
const COMMIT_MS = 1_000;

interface Known {
  readonly attempt: LiveAttempt;
  /** When `sentAgoMs` was true. */
  readonly at: number;
}

export class LiveView {
  readonly #store: Pick<TrackingStore, 'live'>;
  readonly #clock: Clock;
  #known = new Map<AttemptId, Known>();
  #fullAt = Number.NEGATIVE_INFINITY;
  #readAt = 0;

  constructor(store: Pick<TrackingStore, 'live'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Oldest first. */
  async read(): Promise<readonly LiveAttempt[]> {
    const now = this.#clock.ticks();
    if (now - this.#fullAt >= FULL_READ_MS) {
      this.#known = this.#toKnown(await this.#store.live(), now);
      this.#fullAt = now;
    } else {
      const newest = await this.#store.live(Math.ceil(now - this.#readAt) + COMMIT_MS);
      for (const [id, known] of this.#toKnown(newest, now)) if (!this.#known.has(id)) this.#known.set(id, known);
    }
    this.#readAt = now;
    return [...this.#known.values()].map(({ attempt, at }) =>
      at === now ? attempt : { ...attempt, sentAgoMs: attempt.sentAgoMs + now - at },
    );
  }

  /** They are not live any more. */
  ended(ids: readonly AttemptId[]): void {
    for (const id of ids) this.#known.delete(id);
  }

  confirmed(seen: readonly { readonly id: AttemptId; readonly slot: bigint }[]): void {
    for (const { id, slot } of seen) this.#change(id, { confirmedSlot: slot });
  }

  sent(ids: readonly AttemptId[]): void {
    for (const id of ids) this.#change(id, { sentAgoMs: 0 });
  }

  reviewed(id: AttemptId, reviewReason: string): void {
    this.#change(id, { reviewReason });
  }

  #change(id: AttemptId, change: Partial<LiveAttempt>): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    const at = this.#clock.ticks();
    const sentAgoMs = known.attempt.sentAgoMs + at - known.at;
    this.#known.set(id, { attempt: { ...known.attempt, sentAgoMs, ...change }, at });
  }

  #toKnown(attempts: readonly LiveAttempt[], at: number): Map<AttemptId, Known> {
    return new Map(attempts.map((attempt) => [attempt.id, { attempt, at }]));
  }
}
