/**
 * The ledger watcher books what the execution machine did not: deposits, and whatever else touched a wallet or one of its token
 * accounts. A wallet's mark says up to which finalized slot its ledger is whole.
 */
import type { Address, Signature, WalletId } from '#core/domain/ids.ts';
import { externalEntries } from '#core/domain/ledger/entries.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import { advanceBooked, type BookedWallet, type Booking, insertEntries, ownAttempts } from '#core/store/ledger.ts';
import { concurrently } from '../execution/concurrently.ts';
import type { MachineDeps } from '../execution/deps.ts';

/** Signatures asked for at once; a page that is all new is followed by the next. */
const PAGE = 100;
const PARALLEL_CALLS = 4;

/** What one endpoint has finalized: every signature up to `slot` is in the lists it gives afterwards. */
export interface Finalized {
  readonly endpoint: ChainEndpoint;
  readonly slot: bigint;
}

/** Each wallet's token accounts as last listed. A new one shows in its owner's signatures, so only those ask for a new list. */
export type KnownHolders = Map<WalletId, readonly Address[]>;

interface Seen {
  readonly signature: Signature;
  readonly slot: bigint;
  /** Whether it names the wallet itself, and not just one of its token accounts. */
  readonly own: boolean;
}

/** Books everything finalized since the wallet's mark, and moves the mark. */
export async function bookWallet(
  deps: MachineDeps,
  wallet: BookedWallet,
  finalized: Finalized,
  known: KnownHolders,
  signal: AbortSignal,
): Promise<void> {
  const { endpoint } = finalized;
  const seen = await newSignatures(wallet, finalized, known, signal);
  const own = await ownAttempts(
    deps.db,
    wallet.id,
    seen.map(({ signature }) => signature),
  );
  const open = seen.find(({ signature }) => own.get(signature)?.live === true);
  // An attempt that is not settled yet books itself; the mark waits before it.
  const wholeUpTo = open === undefined ? finalized.slot : open.slot - 1n;
  const whole = seen.filter(({ slot }) => slot <= wholeUpTo);
  if (wholeUpTo <= wallet.bookedSlot) return;
  const foreign = whole.filter(({ signature }) => own.get(signature)?.party !== true);
  const bookings = await concurrently(foreign, PARALLEL_CALLS, (one) => toBooking(endpoint, wallet, one, signal));
  const signature = whole.findLast(({ own: names }) => names)?.signature ?? null;
  await commit(deps, wallet, bookings, { slot: wholeUpTo, signature });
}

/** Marks and entries move together, and only from where this round began: two watchers at once book nothing twice. */
async function commit(
  deps: MachineDeps,
  wallet: BookedWallet,
  bookings: readonly Booking[],
  to: { slot: bigint; signature: Signature | null },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (await advanceBooked(tx, wallet, to)) await insertEntries(tx, bookings);
  });
}

/** Of the wallet and its token accounts, after the mark and up to the finalized slot, oldest first. */
async function newSignatures(
  wallet: BookedWallet,
  { endpoint, slot: upTo }: Finalized,
  known: KnownHolders,
  signal: AbortSignal,
): Promise<Seen[]> {
  const own = await signaturesAfter(endpoint, wallet.address, wallet, signal);
  let holders = known.get(wallet.id);
  if (holders === undefined || own.length > 0) {
    const listed = await endpoint.tokenAccountsOf(wallet.address, 'finalized', signal);
    holders = listed.map(({ account }) => account);
    known.set(wallet.id, holders);
  }
  const lists = await concurrently(holders, PARALLEL_CALLS, (holder) =>
    signaturesAfter(endpoint, holder, wallet, signal),
  );
  // The wallet's own list comes last, so that it is the one kept of a signature that stands in several.
  const unique = new Map([...lists.flat(), ...own].map((seen) => [seen.signature, seen]));
  return [...unique.values()].filter(({ slot }) => slot <= upTo).sort((a, b) => Number(a.slot - b.slot));
}

/** Oldest first. */
async function signaturesAfter(
  endpoint: ChainEndpoint,
  address: Address,
  wallet: BookedWallet,
  signal: AbortSignal,
): Promise<Seen[]> {
  const own = address === wallet.address;
  const until = own && wallet.bookedSignature !== null ? { until: wallet.bookedSignature } : {};
  const found: Seen[] = [];
  for (;;) {
    const last = found.at(-1)?.signature;
    const before = last === undefined ? {} : { before: last };
    const page = await endpoint.signaturesFor(address, { limit: PAGE, ...until, ...before }, signal);
    const after = page.filter(({ slot }) => slot > wallet.bookedSlot);
    found.push(...after.map((seen) => ({ ...seen, own })));
    if (after.length < PAGE) return found.reverse();
  }
}

async function toBooking(
  endpoint: ChainEndpoint,
  wallet: BookedWallet,
  { signature, slot }: Seen,
  signal: AbortSignal,
): Promise<Booking> {
  const transaction = await endpoint.transaction(signature, 'finalized', signal);
  if (transaction === null) throw new Error(`${endpoint.name} lists ${signature} but does not show it`);
  const entries = externalEntries(transaction, wallet.address);
  return { organizationId: wallet.organizationId, walletId: wallet.id, signature, slot, attemptId: null, entries };
}
