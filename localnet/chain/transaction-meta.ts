import type { AccountState } from './account.ts';
import type { InnerInstructions, ReturnData, RunResult } from './bank.ts';
import type { LoadedAddresses, MessageKeys } from './message-keys.ts';
import { readHolding, readMint } from './token-layout.ts';
import type { TransactionError } from './transaction-error.ts';

export interface TokenAmount {
  readonly amount: string;
  readonly decimals: number;
  readonly uiAmount: number;
  readonly uiAmountString: string;
}

export interface TokenBalance {
  readonly accountIndex: number;
  readonly mint: string;
  readonly owner: string;
  readonly programId: string;
  readonly uiTokenAmount: TokenAmount;
}

/** A landed transaction's `meta`, as the RPC shows it and as the log stores it. */
export interface TransactionMeta {
  readonly err: TransactionError | null;
  readonly status: { readonly Ok: null } | { readonly Err: TransactionError };
  readonly fee: number;
  readonly preBalances: readonly number[];
  readonly postBalances: readonly number[];
  readonly preTokenBalances: readonly TokenBalance[];
  readonly postTokenBalances: readonly TokenBalance[];
  readonly innerInstructions: readonly InnerInstructions[];
  readonly logMessages: readonly string[];
  readonly loadedAddresses: LoadedAddresses;
  readonly returnData?: ReturnData;
  readonly computeUnitsConsumed: number;
  readonly rewards: readonly never[];
}

export type AccountList = readonly (AccountState | null)[];
type ReadAccount = (address: string) => AccountState | null;

/**
 * Builds the `meta` of a landed transaction from the accounts it names before and after it.
 * The fee is what the lamports of these accounts sum to less than before: the runtime moves lamports between
 * them, and takes nothing else out.
 */
export function buildMeta(run: RunResult, keys: MessageKeys, pre: AccountList, post: AccountList, read: ReadAccount) {
  const meta: TransactionMeta = {
    err: run.error,
    status: run.error === null ? { Ok: null } : { Err: run.error },
    fee: Number(totalLamports(pre) - totalLamports(post)),
    preBalances: pre.map(lamportsOf),
    postBalances: post.map(lamportsOf),
    preTokenBalances: tokenBalances(keys.all, pre, read),
    postTokenBalances: tokenBalances(keys.all, post, read),
    innerInstructions: run.innerInstructions,
    logMessages: run.logs,
    loadedAddresses: keys.loaded,
    ...(run.returnData === null ? {} : { returnData: run.returnData }),
    computeUnitsConsumed: run.unitsConsumed,
    rewards: [],
  };
  return meta;
}

/** An amount of base units with the decimal forms the RPC adds to it. */
export function tokenAmount(amount: bigint, decimals: number): TokenAmount {
  const uiAmountString = decimalString(amount, decimals);
  return { amount: amount.toString(), decimals, uiAmount: Number(uiAmountString), uiAmountString };
}

/** Decimals of a mint; 0 when the mint is gone. */
export function decimalsOf(mint: AccountState | null): number {
  return (mint === null ? null : readMint(mint))?.decimals ?? 0;
}

function decimalString(amount: bigint, decimals: number): string {
  if (decimals === 0) return amount.toString();
  const digits = amount.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -decimals) : `${digits.slice(0, -decimals)}.${fraction}`;
}

function tokenBalances(keys: readonly string[], accounts: AccountList, read: ReadAccount): TokenBalance[] {
  return accounts.flatMap((account, accountIndex) => {
    const holding = account === null ? null : readHolding(account);
    if (account === null || holding === null) return [];
    const mintIndex = keys.indexOf(holding.mint);
    const mint = (mintIndex === -1 ? null : accounts[mintIndex]) ?? read(holding.mint);
    return [
      {
        accountIndex,
        mint: holding.mint,
        owner: holding.owner,
        programId: account.owner,
        uiTokenAmount: tokenAmount(holding.amount, decimalsOf(mint)),
      },
    ];
  });
}

function totalLamports(accounts: AccountList): bigint {
  return accounts.reduce((sum, account) => sum + (account?.lamports ?? 0n), 0n);
}

function lamportsOf(account: AccountState | null): number {
  return Number(account?.lamports ?? 0n);
}
