/** Rows as the API gives them, for the console's tests. */
import type { EventRow } from './pages/campaign/campaign-event.ts';
import type { FillRow } from './pages/campaign/live-state.ts';

const NOTHING = {
  campaignId: 'campaign-1',
  runId: 'run-1',
  status: null,
  reason: null,
  unspent: null,
  intentId: null,
  sequence: null,
  amountIn: null,
  code: null,
  detail: null,
  signature: null,
  slot: null,
  inputAmount: null,
  outputAmount: null,
  baseFee: null,
  priorityFee: null,
  tip: null,
  error: null,
} as const;

/** An event with every field null but those given. */
export const eventRow = (seq: number, kind: EventRow['kind'], fields: Partial<EventRow> = {}): EventRow => ({
  ...NOTHING,
  seq: String(seq),
  at: new Date(1_800_000_000_000 + seq * 1_000).toISOString(),
  kind,
  ...fields,
});

/** The trade `n`, landed or filled: 0.1 SOL for 400 tokens of six decimals. */
export const landingRow = (seq: number, kind: 'TRADE_LANDED' | 'TRADE_FILLED', n: number): EventRow =>
  eventRow(seq, kind, {
    intentId: `intent-${n}`,
    sequence: n,
    signature: `signature-${n}`,
    slot: String(100 + n),
    inputAmount: '100000000',
    outputAmount: '400000000',
    ...(kind === 'TRADE_FILLED' ? { baseFee: '5000', priorityFee: '1200', tip: '0' } : {}),
  });

/** The fill of trade `n`, as read by query. */
export const fillRow = (n: number, fields: Partial<FillRow> = {}): FillRow => ({
  signature: `signature-${n}`,
  intentId: null,
  slot: BigInt(100 + n),
  at: 1_800_000_100_000,
  input: 100_000_000n,
  output: 400_000_000n,
  fee: 6_200n,
  slippageBps: 12,
  explorerUrl: null,
  final: true,
  ...fields,
});

export const UNITS = { input: { decimals: 9, symbol: 'SOL' }, output: { decimals: 6, symbol: 'GATE' } } as const;
