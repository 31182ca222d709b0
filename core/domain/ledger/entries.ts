/**
 * From a finalized transaction's own balances to ledger entries (docs/execution.md). Every wallet's entries of a transaction
 * add up to exactly what the transaction changed: lamports of the wallet, rent and units of each of its token accounts.
 */
import { type Address, WSOL_MINT } from '../ids.ts';

/** Lamports for each signature (Agave, `DEFAULT_TARGET_LAMPORTS_PER_SIGNATURE`). */
export const LAMPORTS_PER_SIGNATURE = 5_000n;

export type LedgerAccount = 'SOL' | 'RENT' | 'TOKEN';
export type LedgerReason =
  | 'TRADE'
  | 'BASE_FEE'
  | 'PRIORITY_FEE'
  | 'TIP'
  | 'RENT'
  | 'OPENING'
  | 'EXTERNAL'
  | 'WITHDRAWAL';

export interface EntryFigures {
  readonly account: LedgerAccount;
  /** The token account; the wallet's own address for SOL. */
  readonly holder: Address;
  /** Mint for TOKEN, `SOL` otherwise. */
  readonly asset: string;
  readonly reason: LedgerReason;
  /** Lamports or base units; negative when it left. Never zero. */
  readonly amount: bigint;
}

export interface HolderBalance {
  readonly account: Address;
  readonly mint: Address;
  readonly owner: Address | null;
  readonly amount: bigint;
}

/** A landed transaction's balances, in the order of `accounts`. */
export interface BalanceSheet {
  readonly error: unknown;
  readonly fee: bigint;
  readonly signatureCount: number;
  readonly accounts: readonly Address[];
  readonly preLamports: readonly bigint[];
  readonly postLamports: readonly bigint[];
  readonly preTokens: readonly HolderBalance[];
  readonly postTokens: readonly HolderBalance[];
}

/** A token account of a wallet, or its change: units, and lamports beyond wrapped SOL. */
export interface Holding {
  readonly account: Address;
  readonly mint: Address;
  readonly units: bigint;
  /** Lamports the wallet has in it, whoever put them there. */
  readonly rent: bigint;
}

export interface HolderChange extends Holding {
  /** Lamports this transaction put in, beyond wrapped SOL: less than `rent` where others had put some in before it was the wallet's. */
  readonly paid: bigint;
}

export const baseFee = (sheet: BalanceSheet): bigint => LAMPORTS_PER_SIGNATURE * BigInt(sheet.signatureCount);

/** The first account of a transaction pays its fee. */
export const feePayerOf = (sheet: BalanceSheet): Address | undefined => sheet.accounts[0];

/** What the transaction changed of the account's lamports; zero for an account it does not name. */
export function lamportsChange(sheet: BalanceSheet, address: Address): bigint {
  const index = sheet.accounts.indexOf(address);
  return index < 0 ? 0n : exact(sheet.postLamports[index]) - exact(sheet.preLamports[index]);
}

/** Lamports arrive through JSON numbers, which are exact up to 2^53 (nine million SOL). */
function exact(lamports: bigint | undefined): bigint {
  if (lamports === undefined || lamports > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`a balance of ${lamports} lamports cannot be booked exactly`);
  }
  return lamports;
}

/** The wallet's token accounts that existed before or after. One opened and closed inside leaves no trace. */
export function holderChanges(sheet: BalanceSheet, wallet: Address): HolderChange[] {
  const before = heldBy(sheet.preTokens, wallet);
  const after = heldBy(sheet.postTokens, wallet);
  return [...new Map([...before, ...after])].map(([account, { mint }]) => {
    const index = sheet.accounts.indexOf(account);
    const pre = holdingOf(before.get(account), sheet.preLamports[index]);
    const post = holdingOf(after.get(account), sheet.postLamports[index]);
    const units = post.units - pre.units;
    const lamports = lamportsChange(sheet, account);
    const paid = mint === WSOL_MINT ? lamports - units : lamports;
    return { account, mint, units, rent: post.rent - pre.rent, paid };
  });
}

/** Nothing while the token account is not the wallet's. */
function holdingOf(balance: HolderBalance | undefined, lamports: bigint | undefined): { units: bigint; rent: bigint } {
  if (balance === undefined) return { units: 0n, rent: 0n };
  const { mint, amount } = balance;
  return { units: amount, rent: exact(lamports) - (mint === WSOL_MINT ? amount : 0n) };
}

const heldBy = (balances: readonly HolderBalance[], wallet: Address): Map<Address, HolderBalance> =>
  new Map(balances.filter(({ owner }) => owner === wallet).map((balance) => [balance.account, balance]));

/**
 * Entries of a wallet for a transaction nobody here sent: a deposit, an airdrop, what its owner did elsewhere.
 */
export function externalEntries(sheet: BalanceSheet, wallet: Address): EntryFigures[] {
  const own = { account: 'SOL', holder: wallet, asset: 'SOL', amount: lamportsChange(sheet, wallet) } as const;
  return nonZero([
    { ...own, reason: 'EXTERNAL' },
    ...holderEntries(holderChanges(sheet, wallet), { units: 'EXTERNAL', rent: 'EXTERNAL' }),
  ]);
}

/**
 * Entries of one of our own transactions for `wallet`, which traded, paid, or both. The fee payer also pays the rent of token
 * accounts opened for the trader, and the tip.
 */
export function tradeEntries(
  sheet: BalanceSheet,
  { trader, wallet, tip }: { trader: Address; wallet: Address; tip: bigint },
): EntryFigures[] {
  const traded = holderChanges(sheet, trader);
  const paid = feePayerOf(sheet) === wallet ? paidBy(sheet, wallet, { traded, tip: tipPaid(sheet, tip) }) : [];
  const rest = lamportsChange(sheet, wallet) - paid.reduce((sum, entry) => sum + entry.amount, 0n);
  const own = { account: 'SOL', holder: wallet, asset: 'SOL' } as const;
  const changes = wallet === trader ? traded : holderChanges(sheet, wallet);
  return nonZero([
    ...paid,
    { ...own, reason: 'TRADE', amount: rest },
    ...holderEntries(changes, { units: 'TRADE', rent: 'RENT' }),
  ]);
}

/**
 * Entries of a wallet that sent SOL or tokens away by one of our own transactions, and paid for it. The rent of a token account made
 * at the destination is gone as well.
 */
export function withdrawalEntries(
  sheet: BalanceSheet,
  { wallet, destination }: { readonly wallet: Address; readonly destination: Address },
): EntryFigures[] {
  // To itself nothing is sent, and its own token accounts are booked as such.
  const opened = destination === wallet ? [] : holderChanges(sheet, destination);
  const paid = paidBy(sheet, wallet, { traded: opened, tip: 0n });
  const rest = lamportsChange(sheet, wallet) - paid.reduce((sum, entry) => sum + entry.amount, 0n);
  return nonZero([
    ...paid,
    { account: 'SOL', holder: wallet, asset: 'SOL', reason: 'WITHDRAWAL', amount: rest },
    ...holderEntries(holderChanges(sheet, wallet), { units: 'WITHDRAWAL', rent: 'RENT' }),
  ]);
}

/** Lamports that went to the block engine of the `tip` offered: a transaction that failed has paid its fee alone. */
export const tipPaid = (sheet: BalanceSheet, tip: bigint): bigint => (sheet.error === null ? tip : 0n);

function paidBy(
  sheet: BalanceSheet,
  wallet: Address,
  { traded, tip }: { traded: readonly HolderChange[]; tip: bigint },
): EntryFigures[] {
  const own = { account: 'SOL', holder: wallet, asset: 'SOL' } as const;
  return [
    { ...own, reason: 'BASE_FEE', amount: -baseFee(sheet) },
    { ...own, reason: 'PRIORITY_FEE', amount: baseFee(sheet) - sheet.fee },
    { ...own, reason: 'TIP', amount: -tip },
    { ...own, reason: 'RENT', amount: -rentPaid(traded) },
  ];
}

export const rentPaid = (changes: readonly HolderChange[]): bigint =>
  changes.reduce((sum, change) => sum + change.paid, 0n);

/** What a wallet held at a slot, as its ledger's first entries. */
export function openingEntries(
  wallet: Address,
  balances: {
    readonly lamports: bigint;
    readonly holders: readonly Holding[];
  },
): EntryFigures[] {
  return nonZero([
    { account: 'SOL', holder: wallet, asset: 'SOL', reason: 'OPENING', amount: balances.lamports },
    ...holderEntries(balances.holders, { units: 'OPENING', rent: 'OPENING' }),
  ]);
}

const holderEntries = (
  changes: readonly Holding[],
  reasons: { units: LedgerReason; rent: LedgerReason },
): EntryFigures[] =>
  changes.flatMap(({ account, mint, units, rent }): EntryFigures[] => [
    { account: 'RENT', holder: account, asset: 'SOL', reason: reasons.rent, amount: rent },
    { account: 'TOKEN', holder: account, asset: mint, reason: reasons.units, amount: units },
  ]);

const nonZero = (entries: readonly EntryFigures[]): EntryFigures[] => entries.filter(({ amount }) => amount !== 0n);
