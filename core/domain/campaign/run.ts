/** A run as stored, and what it has come to. Amounts are base units of the campaign's input or output mint. */
import type { CampaignId, RunId, WalletId } from '../ids.ts';
import type { RunStatus } from './transitions.ts';

export type Run = Readonly<{
  id: RunId;
  campaignId: CampaignId;
  walletId: WalletId;
  /** 1 for a campaign's first run. */
  number: number;
  status: RunStatus;
  budget: bigint;
  spent: bigint;
  received: bigint;
  /** Input of trades still pending, signed or not. */
  committed: bigint;
  nextDueAt: Date | null;
  startedAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  endReason: string | null;
}>;

/** A run's trades counted, and what they cost. */
export type RunTotals = Readonly<{
  succeeded: number;
  failed: number;
  expired: number;
  cancelled: number;
  pending: number;
  /** Pending trades with a live signature: they may still land. */
  inFlight: number;
  /** Base and priority fees of everything that landed, well or not, in lamports. */
  fees: bigint;
  /** In lamports. */
  tips: bigint;
  /** Lamports locked as rent; an asset, negative when more was given back. */
  rent: bigint;
}>;

export interface RunSummary extends RunTotals {
  readonly budget: bigint;
  readonly spent: bigint;
  readonly received: bigint;
  readonly committed: bigint;
  /** Neither spent nor committed. */
  readonly unspent: bigint;
  /** Share of ended trades that succeeded, 0 … 1; null before the first has ended. Cancelled ones do not count. */
  readonly successRate: number | null;
  /** Whole input tokens per one whole output token; null before the first fill. */
  readonly averagePrice: string | null;
  /** Share of the budget spent, 0 … 1. */
  readonly progress: number;
  readonly nextTradeAt: Date | null;
}

const PARTS = 1_000_000n;

/** `part / whole` as a share for people, rounded down to a millionth; 0 of nothing is 0. */
const share = (part: bigint, whole: bigint): number =>
  whole === 0n ? 0 : Number((part * PARTS) / whole) / Number(PARTS);

/** Puts a run and its totals together. `averagePrice` is worked out by the caller, who knows the decimals. */
export function summarise(run: Run, totals: RunTotals, averagePrice: string | null): RunSummary {
  const ended = totals.succeeded + totals.failed + totals.expired;
  return {
    ...totals,
    budget: run.budget,
    spent: run.spent,
    received: run.received,
    committed: run.committed,
    unspent: run.budget - run.spent,
    successRate: ended === 0 ? null : share(BigInt(totals.succeeded), BigInt(ended)),
    averagePrice,
    progress: share(run.spent, run.budget),
    nextTradeAt: run.status === 'RUNNING' ? run.nextDueAt : null,
  };
}
