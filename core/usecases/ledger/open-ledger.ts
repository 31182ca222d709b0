/** An imported wallet has a past: its ledger begins with what it held at one finalized slot. */
import type { Address, Signature } from '#core/domain/ids.ts';
import { WSOL_MINT } from '#core/domain/ids.ts';
import { type Holding, openingEntries } from '#core/domain/ledger/entries.ts';
import { max } from '#core/domain/money.ts';
import type { AccountData, AccountsAt, ChainEndpoint, TokenBalance } from '#core/ports/chain.ts';
import { advanceBooked, type BookedWallet, insertEntries } from '#core/store/ledger.ts';
import type { DatabaseDeps } from '../execution/deps.ts';

/** What stands for a signature where an account was there from the chain's first block. */
const FROM_GENESIS = 'genesis' as Signature;
/** Offset of the amount in a token account, in both token programs. */
const AMOUNT_OFFSET = 64;
const RECENT = 1_000;
/** Accounts an endpoint tells of in one call, all at one slot. */
const CHUNK = 100;
const TRIES = 10;

/** Books the opening balance. False when the wallet's token accounts changed meanwhile: try again. */
export async function openLedger(
  deps: Pick<DatabaseDeps, 'db'>,
  wallet: BookedWallet,
  endpoint: ChainEndpoint,
  signal: AbortSignal,
): Promise<boolean> {
  const commitment = 'finalized';
  const holders = await endpoint.tokenAccountsOf(wallet.address, { commitment }, signal);
  const addresses = [wallet.address, ...holders.map(({ account }) => account)];
  const { slot, accounts } = await accountsAtOneSlot(endpoint, addresses, signal);
  const after = await endpoint.tokenAccountsOf(wallet.address, { commitment, minContextSlot: slot }, signal);
  if (!isSameSet(holders, after)) return false;
  const signature = await lastSignature(endpoint, wallet.address, slot, signal);
  const [own, ...held] = accounts;
  const entries = openingEntries(wallet.address, {
    lamports: own?.lamports ?? 0n,
    holders: holders.map((holder, index) => toOpening(holder, held[index] ?? null)),
  });
  await deps.db.transaction(async (tx) => {
    if (!(await advanceBooked(tx, wallet, { slot, signature }))) return;
    const { organizationId, id: walletId } = wallet;
    await insertEntries(tx, [
      { organizationId, walletId, signature: signature ?? FROM_GENESIS, slot, attemptId: null, entries },
    ]);
  });
  return true;
}

/** However many there are: chunks are asked together, until all answers are of the same slot. @throws when they never were. */
async function accountsAtOneSlot(
  endpoint: ChainEndpoint,
  addresses: readonly Address[],
  signal: AbortSignal,
): Promise<AccountsAt> {
  const starts = Array.from({ length: Math.ceil(addresses.length / CHUNK) }, (_, index) => index * CHUNK);
  let newest = 0n;
  for (let round = 0; round < TRIES; round += 1) {
    const options = { commitment: 'finalized', minContextSlot: newest } as const;
    const chunks = await Promise.all(
      starts.map((start) => endpoint.accounts(addresses.slice(start, start + CHUNK), options, signal)),
    );
    newest = chunks.map(({ slot }) => slot).reduce(max);
    if (chunks.every(({ slot }) => slot === newest)) {
      return { slot: newest, accounts: chunks.flatMap(({ accounts }) => accounts) };
    }
  }
  throw new Error(`${endpoint.name} did not tell of ${addresses.length} accounts at one slot`);
}

const isSameSet = (before: readonly TokenBalance[], after: readonly TokenBalance[]): boolean => {
  const known = new Set(before.map(({ account }) => account));
  return before.length === after.length && after.every(({ account }) => known.has(account));
};

/** Amounts are those of the one slot, not those of the listing. */
function toOpening({ account, mint }: TokenBalance, at: AccountData | null): Holding {
  if (at === null) return { account, mint, units: 0n, rent: 0n };
  const units = new DataView(at.data.buffer, at.data.byteOffset).getBigUint64(AMOUNT_OFFSET, true);
  return { account, mint, units, rent: mint === WSOL_MINT ? at.lamports - units : at.lamports };
}

/** The wallet's newest signature at or before the slot. */
async function lastSignature(
  endpoint: ChainEndpoint,
  address: Address,
  slot: bigint,
  signal: AbortSignal,
): Promise<Signature | null> {
  const recent = await endpoint.signaturesFor(address, { limit: RECENT, minContextSlot: slot }, signal);
  return recent.find((seen) => seen.slot <= slot)?.signature ?? null;
}
