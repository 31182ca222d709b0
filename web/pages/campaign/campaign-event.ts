/** Campaign events as the console thinks of them, and their reading from the API's rows. */
import type { CampaignEventsSubscription, RunStatus } from '#client/generated/operations.ts';

export type EventRow = CampaignEventsSubscription['campaignEvents'];

interface Common {
  readonly seq: bigint;
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface Trade extends Common {
  readonly intentId: string;
  /** The trade's number in its run; null for a trade without a run. */
  readonly sequence: number | null;
}

interface Landing extends Trade {
  readonly signature: string;
  readonly slot: bigint;
  readonly input: bigint;
  readonly output: bigint;
}

export type CampaignEvent =
  | (Common & {
      readonly kind: 'RUN_STATUS';
      readonly status: RunStatus;
      readonly reason: string | null;
      /** What a run that ended left of its budget; null while it goes on. */
      readonly unspent: bigint | null;
    })
  | (Trade & { readonly kind: 'TRADE_DUE'; readonly amountIn: bigint })
  | (Trade & { readonly kind: 'TRADE_DENIED'; readonly code: string; readonly detail: string | null })
  | (Landing & { readonly kind: 'TRADE_LANDED' })
  | (Landing & { readonly kind: 'TRADE_FILLED'; readonly fee: bigint })
  | (Trade & { readonly kind: 'TRADE_FAILED'; readonly signature: string; readonly error: string })
  | (Trade & { readonly kind: 'TRADE_EXPIRED'; readonly reason: string })
  | (Trade & { readonly kind: 'TRADE_CANCELLED' })
  /** A kind this console is too old to know, or one without what it must have; it still counts in the sequence. */
  | (Common & { readonly kind: 'UNKNOWN' });

/** The API leaves null what a kind does not have. @throws TypeError when it is something the kind must have. */
function need<T>(value: T | null | undefined, name: keyof EventRow, row: EventRow): T {
  if (value === null || value === undefined) throw new TypeError(`event ${row.seq} (${row.kind}) came without ${name}`);
  return value;
}

const common = (row: EventRow): Common => ({ seq: BigInt(row.seq), at: Date.parse(row.at) });

const trade = (row: EventRow): Trade => ({
  ...common(row),
  intentId: need(row.intentId, 'intentId', row),
  sequence: row.sequence,
});

const landing = (row: EventRow): Landing => ({
  ...trade(row),
  signature: need(row.signature, 'signature', row),
  slot: BigInt(need(row.slot, 'slot', row)),
  input: BigInt(need(row.inputAmount, 'inputAmount', row)),
  output: BigInt(need(row.outputAmount, 'outputAmount', row)),
});

/** All the wallet paid the network for it, in lamports. */
const feeOf = ({ baseFee, priorityFee, tip }: EventRow): bigint =>
  [baseFee, priorityFee, tip].reduce((sum, part) => sum + BigInt(part ?? 0), 0n);

function readKind(row: EventRow): CampaignEvent {
  switch (row.kind) {
    case 'RUN_STATUS':
      return {
        ...common(row),
        kind: row.kind,
        status: need(row.status, 'status', row),
        reason: row.reason,
        unspent: row.unspent === null ? null : BigInt(row.unspent),
      };
    case 'TRADE_DUE':
      return { ...trade(row), kind: row.kind, amountIn: BigInt(need(row.amountIn, 'amountIn', row)) };
    case 'TRADE_DENIED':
      return { ...trade(row), kind: row.kind, code: need(row.code, 'code', row), detail: row.detail };
    case 'TRADE_LANDED':
      return { ...landing(row), kind: row.kind };
    case 'TRADE_FILLED':
      return { ...landing(row), kind: row.kind, fee: feeOf(row) };
    case 'TRADE_FAILED':
      return {
        ...trade(row),
        kind: row.kind,
        signature: need(row.signature, 'signature', row),
        error: need(row.error, 'error', row),
      };
    case 'TRADE_EXPIRED':
      return { ...trade(row), kind: row.kind, reason: need(row.reason, 'reason', row) };
    case 'TRADE_CANCELLED':
      return { ...trade(row), kind: row.kind };
    default:
      return { ...common(row), kind: 'UNKNOWN' };
  }
}

/** Never throws: one unreadable event must not end the stream, since each event only announces what queries can tell. */
export function readEvent(row: EventRow): CampaignEvent {
  try {
    return readKind(row);
  } catch {
    return { ...common(row), kind: 'UNKNOWN' };
  }
}
