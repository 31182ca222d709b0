/** Redis: it delivers what it is given once, more than once, late or never, and may be wiped at any time. */
import type { QueuedIntent } from '#core/ports/queue.ts';
import { counter, hit } from './coverage.ts';
import type { Decisions } from './decisions.ts';

const LOST = counter('fault queue job lost');
const TWICE = counter('fault queue job twice');
const AGAIN = counter('fault queue job delivered again');
const WIPED = counter('fault queue wiped');

export class JobBox {
  /** Nothing is lost or doubled any more. */
  calm = false;
  readonly #decisions: Decisions;
  #jobs: QueuedIntent[] = [];
  /** Delivered, and perhaps delivered again. */
  #old: QueuedIntent[] = [];

  constructor(decisions: Decisions) {
    this.#decisions = decisions;
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0;
  }

  put(intents: readonly QueuedIntent[]): void {
    for (const job of intents) {
      if (!this.calm && this.#decisions.chance(80)) {
        hit(LOST);
        continue;
      }
      if (!this.#jobs.some(({ intentId, fence }) => intentId === job.intentId && fence === job.fence)) {
        this.#jobs.push(job);
      }
      if (!this.calm && this.#decisions.chance(80)) {
        hit(TWICE);
        this.#jobs.push(job);
      }
    }
  }

  /** Up to `most` jobs, from the front. */
  take(most: number): readonly QueuedIntent[] {
    const taken = this.#jobs.splice(0, most);
    if (!this.calm) this.#old.push(...taken);
    return taken;
  }

  disturb(): void {
    if (this.#decisions.below(3) === 2) this.#wipe();
    else this.#redeliver();
  }

  #redeliver(): void {
    const job = this.#old[this.#decisions.below(Math.max(1, this.#old.length))];
    if (job === undefined) return;
    hit(AGAIN);
    this.#jobs.push(job);
  }

  #wipe(): void {
    hit(WIPED);
    this.#jobs = [];
    this.#old = [];
  }
}
