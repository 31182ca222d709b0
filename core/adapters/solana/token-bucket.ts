/** A provider's rate limit, kept on our side: so many requests a second on average, and so many at once. */
import type { Clock } from '#core/ports/clock.ts';

export interface TokenBucket {
  /**
   * Takes so many tokens, waiting for them in the order asked. False, with none taken, when they would come later than
   * `maxWaitMs`.
   * @throws the signal's reason
   */
  take(tokens: number, maxWaitMs: number, signal?: AbortSignal): Promise<boolean>;
  /** Gives nothing for so long: the endpoint has asked for it. */
  shut(milliseconds: number): void;
  /** Whole tokens there are now; below zero while some are waited for, null without a limit. */
  left(): number | null;
}

export interface TokenBucketOptions {
  readonly clock: Clock;
  /** Tokens a second; without it there is no limit but that of `shut`. */
  readonly perSecond?: number | undefined;
  /** Most tokens that gather while nobody takes any; one second's without it. */
  readonly burst?: number | undefined;
}

/** A full bucket. A taker goes into debt and waits until it is paid, so nobody who came later goes first. */
export function createTokenBucket({ clock, perSecond, burst = perSecond }: TokenBucketOptions): TokenBucket {
  const limit = perSecond === undefined ? null : { perMs: perSecond / 1000, size: Math.max(1, burst ?? perSecond) };
  let tokens = limit?.size ?? 0;
  let filledAt = clock.ticks();
  let shutUntil = filledAt;

  const fill = (): void => {
    const now = clock.ticks();
    if (limit !== null) tokens = Math.min(limit.size, tokens + (now - filledAt) * limit.perMs);
    filledAt = now;
  };
  /** What is more than the bucket can hold is taken as debt: it could never gather. */
  const waitMsFor = (wanted: number): number => {
    const missing = limit === null ? 0 : Math.min(wanted, limit.size) - tokens;
    const refill = limit === null || missing <= 0 ? 0 : missing / limit.perMs;
    return Math.max(refill, shutUntil - filledAt, 0);
  };

  return {
    async take(wanted, maxWaitMs, signal) {
      fill();
      const waitMs = waitMsFor(wanted);
      if (waitMs > maxWaitMs) return false;
      if (limit !== null) tokens -= wanted;
      if (waitMs > 0) await clock.wait(waitMs, signal);
      return true;
    },
    shut(milliseconds) {
      shutUntil = Math.max(shutUntil, clock.ticks() + milliseconds);
    },
    left() {
      fill();
      return limit === null ? null : Math.floor(tokens);
    },
  };
}
