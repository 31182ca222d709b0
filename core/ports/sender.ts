/**
 * The way of signed bytes to whoever makes blocks. Whatever a way answers proves nothing: landing and death are read from the
 * chain alone.
 */
import type { Route } from '#core/domain/execution/route.ts';
import type { AttemptId } from '#core/domain/ids.ts';

/** A committed attempt's bytes, as read back from its row. */
export interface Outgoing {
  readonly attemptId: AttemptId;
  readonly raw: Uint8Array;
  readonly route: Route;
  /** Since it was signed. */
  readonly ageMs: number;
}

export interface Sender {
  /** Gives each to every way its route and age allow. Never throws: failures are swallowed, for they prove nothing. */
  send(transactions: readonly Outgoing[]): Promise<void>;
}
