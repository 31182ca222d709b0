/** How an endpoint's calls went lately: the last so many of them, and none that is long past. */
import type { Clock } from '#core/ports/clock.ts';

const MOST_CALLS = 128;
const WINDOW_MS = 30_000;

interface CallRecord {
  readonly at: number;
  readonly failed: boolean;
  readonly latencyMs: number;
}

export interface CallWindow {
  record(failed: boolean, latencyMs: number): void;
  /** Forgets them all. */
  clear(): void;
  calls(): number;
  /** Share of failed calls, 0 … 1; 0 without any. */
  errorRate(): number;
  /** That share (0 … 1) of the calls that were answered took at most so many milliseconds; null without any. */
  latencyMs(share: number): number | null;
}

export function createCallWindow(clock: Clock): CallWindow {
  let records: CallRecord[] = [];

  const recent = (): readonly CallRecord[] => {
    const oldest = clock.ticks() - WINDOW_MS;
    const first = records.findIndex(({ at }) => at >= oldest);
    if (first !== 0) records = first < 0 ? [] : records.slice(first);
    return records;
  };

  return {
    record(failed, latencyMs) {
      records.push({ at: clock.ticks(), failed, latencyMs });
      // Cut in large pieces: a shift for every call would move the whole array each time.
      if (records.length >= 2 * MOST_CALLS) records = records.slice(-MOST_CALLS);
    },
    clear() {
      records = [];
    },
    calls: () => recent().length,
    errorRate() {
      const calls = recent();
      return calls.length === 0 ? 0 : calls.filter(({ failed }) => failed).length / calls.length;
    },
    latencyMs(share) {
      const sorted = recent()
        .flatMap(({ failed, latencyMs }) => (failed ? [] : latencyMs))
        .sort((a, b) => a - b);
      return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
    },
  };
}
