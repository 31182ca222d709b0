/** What a trade that landed well bought and cost, from its own balances and never from the quote (C-10). */
import { type Address, WSOL_MINT } from '../ids.ts';
import { BPS, max } from '../money.ts';
import { type BalanceSheet, baseFee, feePayerOf, holderChanges, lamportsChange, rentPaid, tipPaid } from './entries.ts';

export interface FillFigures {
  /** Base units of the input mint that left. */
  readonly inputAmount: bigint;
  /** Base units of the output mint that came. */
  readonly outputAmount: bigint;
  readonly baseFee: bigint;
  readonly priorityFee: bigint;
  /** Lamports paid to the block engine. */
  readonly tip: bigint;
  /** Lamports this transaction put into the trader's token accounts; negative when given back. */
  readonly rent: bigint;
}

export interface TradeParties {
  readonly trader: Address;
  readonly inputMint: Address;
  readonly outputMint: Address;
  /** Lamports the transaction pays to the block engine when it lands well. */
  readonly tip: bigint;
}

export function fillFigures(sheet: BalanceSheet, trade: TradeParties): FillFigures {
  const changes = holderChanges(sheet, trade.trader);
  const rent = rentPaid(changes);
  const tip = tipPaid(sheet, trade.tip);
  // SOL passes through an account of its own inside the transaction, so it shows in the wallet's lamports.
  const costs = feePayerOf(sheet) === trade.trader ? sheet.fee + rent + tip : 0n;
  const solChange = lamportsChange(sheet, trade.trader) + costs;
  const changeOf = (mint: Address): bigint =>
    mint === WSOL_MINT
      ? solChange
      : changes.filter((change) => change.mint === mint).reduce((sum, change) => sum + change.units, 0n);
  return {
    inputAmount: max(0n, -changeOf(trade.inputMint)),
    outputAmount: max(0n, changeOf(trade.outputMint)),
    baseFee: baseFee(sheet),
    priorityFee: sheet.fee - baseFee(sheet),
    tip,
    rent,
  };
}

/** (quoted − received) / quoted in basis points, rounded towards zero; negative when better than quoted. */
export const slippageBps = (quotedOut: bigint, received: bigint): number =>
  quotedOut === 0n ? 0 : Number(((quotedOut - received) * BPS) / quotedOut);
