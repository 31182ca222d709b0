/** Which regions are worth asking. One that does not answer is left alone for a while, so that nobody waits for it again and again. */
import { status } from '@grpc/grpc-js';
import type { Clock } from '#core/ports/clock.ts';
import type { Log } from '#core/ports/log.ts';
import type { Region } from './region.ts';

/** How long a region is left alone that failed. */
const REST_MS = 5_000;

/** What a block engine says of a bundle it has looked at, as one that landed meanwhile: nothing is wrong with the region. */
const REFUSALS: ReadonlySet<unknown> = new Set([status.INVALID_ARGUMENT, status.ALREADY_EXISTS]);

const isRefusal = (error: unknown): boolean => REFUSALS.has((error as { code?: unknown } | null)?.code);

/** Tells of a region when it begins to fail and when it works again, not of every bundle between. */
export class Standings {
  readonly #log: Log;
  readonly #clock: Pick<Clock, 'now'>;
  /** Until when each failing region is left alone. */
  readonly #failing = new Map<Region, number>();

  constructor(log: Log, clock: Pick<Clock, 'now'>) {
    this.#log = log;
    this.#clock = clock;
  }

  isResting(region: Region): boolean {
    return this.#now() < (this.#failing.get(region) ?? 0);
  }

  works(region: Region): void {
    if (this.#failing.delete(region)) this.#log.info({ blockEngine: region.name }, 'block engine works again');
  }

  /** Answers whether it was the bundle that was refused, rather than the region that failed. */
  refused(region: Region, error: unknown): boolean {
    const fields = { blockEngine: region.name, reason: error instanceof Error ? error.message : String(error) };
    if (isRefusal(error)) {
      this.works(region);
      this.#log.debug(fields, 'bundle refused');
      return true;
    }
    const before = this.#failing.has(region);
    this.#failing.set(region, this.#now() + REST_MS);
    if (!before) this.#log.warn(fields, 'block engine takes no bundles; its transactions are offered again');
    return false;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
