/**
 * Leaves an endpoint alone that fails more than it answers, so that callers go to another at once instead of waiting out its
 * time limits. An answer of any kind, a JSON-RPC error too, is no failure.
 */
import type { BreakerState } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { CallWindow } from './call-window.ts';

/** So many calls in a row without an answer open it… */
const FAILURES_IN_A_ROW = 5;
/** …and so does this share of failures among at least so many calls. */
const ERROR_RATE = 0.5;
const LEAST_CALLS = 20;
/** How long it stays open: doubling, as long as it opens again soon after it closed. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const CALM_MS = 60_000;

export interface CircuitBreaker {
  /** Open for a pause, then half open until a probe is answered. */
  state(): BreakerState;
  /** Of every call that was made, probes included. */
  record(failed: boolean): void;
}

/** Closed. `window` is the endpoint's, recorded by the caller before the breaker is told. */
export function createCircuitBreaker(clock: Clock, window: CallWindow): CircuitBreaker {
  let openUntil: number | null = null;
  let closedAt = clock.ticks() - CALM_MS;
  let pauseMs = 0;
  let failuresInARow = 0;

  const state = (): BreakerState => {
    if (openUntil === null) return 'closed';
    return clock.ticks() < openUntil ? 'open' : 'half-open';
  };
  const open = (): void => {
    const calm = openUntil === null && clock.ticks() - closedAt >= CALM_MS;
    pauseMs = calm ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * pauseMs));
    openUntil = clock.ticks() + pauseMs;
  };
  const close = (): void => {
    openUntil = null;
    closedAt = clock.ticks();
    window.clear();
  };
  const tooMany = (): boolean =>
    failuresInARow >= FAILURES_IN_A_ROW || (window.calls() >= LEAST_CALLS && window.errorRate() >= ERROR_RATE);

  return {
    state,
    record(failed) {
      failuresInARow = failed ? failuresInARow + 1 : 0;
      const before = state();
      if (before === 'half-open') return failed ? open() : close();
      if (before === 'closed' && failed && tooMany()) open();
    },
  };
}
