/**
 * Whether endpoints tell the same of a landed transaction. Fills and ledgers come from its balances, so no single endpoint's
 * word is enough for them where there are two.
 */
import type { BalanceSheet, HolderBalance } from './entries.ts';

/** A landed transaction as one endpoint tells it. */
export interface ToldSheet extends BalanceSheet {
  readonly slot: bigint;
}

/**
 * The first of the sheets that `quorum` of them equal, itself among them; null when there is none.
 * @param sheets one of each endpoint
 */
export const agreedSheet = <Sheet extends ToldSheet>(sheets: readonly Sheet[], quorum: number): Sheet | null =>
  sheets.find((one) => sheets.filter((other) => isSameSheet(one, other)).length >= quorum) ?? null;

/**
 * The same in everything that is booked: slot, fee, whether it failed, and every balance before and after. How an error is
 * worded may differ between versions of the software endpoints run.
 */
export const isSameSheet = (a: ToldSheet, b: ToldSheet): boolean =>
  a.slot === b.slot &&
  a.fee === b.fee &&
  a.signatureCount === b.signatureCount &&
  (a.error === null) === (b.error === null) &&
  isSameList(a.accounts, b.accounts) &&
  isSameList(a.preLamports, b.preLamports) &&
  isSameList(a.postLamports, b.postLamports) &&
  isSameList(balances(a.preTokens), balances(b.preTokens)) &&
  isSameList(balances(a.postTokens), balances(b.postTokens));

const isSameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

/** In any order: a sheet names each token account once. */
const balances = (holders: readonly HolderBalance[]): string[] =>
  holders.map(({ account, mint, owner, amount }) => `${account} ${mint} ${owner} ${amount}`).sort();
