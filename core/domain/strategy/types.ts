/** What a strategy is: a pure decision over what it sees. It reads no clock, has no memory and sends nothing. */
import type { LimitPrice } from '../price.ts';

/** A run at the moment its next decision is due. Amounts are base units of the input mint. */
export interface RunView {
  readonly now: Date;
  /** When this decision was due: at most `now`. */
  readonly dueAt: Date;
  readonly endsAt: Date;
  readonly budget: bigint;
  /** Input of trades that succeeded. */
  readonly spent: bigint;
  /** Input of trades still pending, signed or not. */
  readonly committed: bigint;
  /** Pending trades without a live signature. */
  readonly unsigned: number;
}

export interface PlannedTrade {
  readonly amountIn: bigint;
  /** Not signed after this; what is left goes back to the budget. */
  readonly notAfter: Date;
}

export type Decision =
  | { readonly kind: 'trade'; readonly trade: PlannedTrade; readonly nextDueAt: Date }
  | { readonly kind: 'wait'; readonly nextDueAt: Date }
  /** Nothing more will be planned; the run ends once its pending trades have. */
  | { readonly kind: 'done'; readonly reason: DoneReason };

export type DoneReason = 'BUDGET_SPENT' | 'END_TIME' | 'REST_TOO_SMALL';

export interface Strategy<Parameters> {
  readonly kind: StrategyKind;
  /** Rises when stored parameters change their meaning. */
  readonly version: number;
  readonly side: 'BUY' | 'SELL';
  /** G-05: refused unless the chain is on the fixed list. */
  readonly rehearsalOnly: boolean;
  /** Reads parameters as stored. @throws when a row was written by hand. */
  parse(stored: unknown): Parameters;
  budget(parameters: Parameters): bigint;
  /** How many trades a run can come to at the most. */
  mostTrades(parameters: Parameters): number;
  limit(parameters: Parameters): LimitPrice | null;
  endsAt(parameters: Parameters, startedAt: Date): Date;
  decide(view: RunView, parameters: Parameters): Decision;
}

export type StrategyKind = 'TWAP_BUY';
