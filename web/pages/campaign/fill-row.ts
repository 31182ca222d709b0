import type { FillPartsFragment } from '#client/generated/operations.ts';
import type { FillRow } from './live-state.ts';

/** A fill of the API as a row of the table. A fill is written when its trade is final. */
export const readFill = (fill: FillPartsFragment): FillRow => ({
  signature: fill.signature,
  intentId: null,
  slot: BigInt(fill.slot),
  at: Date.parse(fill.blockTime ?? fill.createdAt),
  input: BigInt(fill.inputAmount),
  output: BigInt(fill.outputAmount),
  fee: BigInt(fill.baseFee) + BigInt(fill.priorityFee) + BigInt(fill.tip),
  slippageBps: fill.slippageBps,
  explorerUrl: fill.explorerUrl,
  final: true,
});
