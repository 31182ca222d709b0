/** The ledger of every wallet: entries are appended once, and the wallet's row says up to where they are whole. */
import type { AttemptState } from '#core/domain/execution/states.ts';
import type { Address, IntentId, OrganizationId, Signature, WalletId } from '#core/domain/ids.ts';
import type { Booking } from '#core/ports/tracking-store.ts';
import type { Executor, Schedule, Transaction } from './db.ts';

/** Appends; what is there already stays as it is. */
export async function insertEntries(tx: Transaction, bookings: readonly Booking[]): Promise<void> {
  const rows = bookings.flatMap(({ entries, ...booking }) =>
    entries.map((entry) => ({
      organization_id: booking.organizationId,
      wallet_id: booking.walletId,
      signature: booking.signature,
      slot: booking.slot.toString(),
      attempt_id: booking.attemptId,
      ...entry,
      amount: entry.amount.toString(),
    })),
  );
  if (rows.length === 0) return;
  await tx.query({
    name: 'insert-ledger-entries',
    text: `INSERT INTO ledger_entries (organization_id, wallet_id, signature, slot, account, holder, asset, reason, amount,
                                       attempt_id)
           SELECT organization_id, wallet_id, signature, slot, account, holder, asset, reason, amount, attempt_id
           FROM jsonb_to_recordset($1) AS e (organization_id uuid, wallet_id uuid, signature text, slot bigint,
                  account "LedgerAccount", holder text, asset text, reason "LedgerReason", amount numeric, attempt_id uuid)
           ON CONFLICT (wallet_id, signature, account, holder, reason) DO NOTHING`,
    values: [JSON.stringify(rows)],
  });
}

export interface BookedWallet {
  readonly id: WalletId;
  readonly organizationId: OrganizationId;
  readonly address: Address;
  /** Everything finalized up to this slot is booked; below zero when the opening balance is still missing. */
  readonly bookedSlot: bigint;
  /** The newest of its own signatures up to there. */
  readonly bookedSignature: Signature | null;
}

/** Wallets of this chain that we hold the keys of; the past of others is not ours to tell. */
export async function walletsToBook(db: Schedule, genesisHash: string): Promise<BookedWallet[]> {
  return db.query<BookedWallet & Record<string, unknown>>({
    name: 'wallets-to-book',
    text: `SELECT id, organization_id AS "organizationId", address, booked_slot AS "bookedSlot",
                  booked_signature AS "bookedSignature"
           FROM wallets WHERE genesis_hash = $1 AND kind = 'CUSTODIAL'`,
    values: [genesisHash],
  });
}

/** One of our own signatures, as the wallet's ledger sees it. */
export interface OwnAttempt {
  readonly signature: Signature;
  readonly intentId: IntentId;
  readonly state: AttemptState;
  /** Whether it is booked for this wallet when it settles: the wallet trades or pays, and it is known to have landed. */
  readonly booksItself: boolean;
}

/** Our own attempts among the signatures. */
export async function ownAttempts(
  db: Executor,
  walletId: WalletId,
  signatures: readonly Signature[],
): Promise<ReadonlyMap<Signature, OwnAttempt>> {
  const rows = await db.query<OwnAttempt & Record<string, unknown>>({
    name: 'own-attempts',
    text: `SELECT a.signature, a.intent_id AS "intentId", a.state,
                  $1 IN (i.wallet_id, i.fee_payer_wallet_id) AND a.state IN ('LANDED_OK', 'LANDED_ERROR') AS "booksItself"
           FROM attempts a JOIN intents i ON i.id = a.intent_id WHERE a.signature = ANY($2::text[])`,
    values: [walletId, signatures],
  });
  return new Map(rows.map((row) => [row.signature, row]));
}

/** Token accounts that hold something by the wallet's ledger. */
export async function holdersInLedger(db: Executor, walletId: WalletId): Promise<Address[]> {
  const rows = await db.query<{ holder: Address }>({
    name: 'holders-in-ledger',
    text: `SELECT DISTINCT holder FROM (
             SELECT holder FROM ledger_entries WHERE wallet_id = $1 AND account <> 'SOL'
             GROUP BY holder, account HAVING sum(amount) <> 0) held`,
    values: [walletId],
  });
  return rows.map(({ holder }) => holder);
}

/** Moves the mark up to which the wallet's ledger is whole; whether it stood where the caller had seen it. */
export async function advanceBooked(
  tx: Transaction,
  wallet: BookedWallet,
  to: { slot: bigint; signature: Signature | null },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'advance-booked',
    text: `UPDATE wallets SET booked_slot = $3, booked_signature = COALESCE($4, booked_signature)
           WHERE id = $1 AND booked_slot = $2 RETURNING 1`,
    values: [wallet.id, wallet.bookedSlot, to.slot, to.signature],
  });
  return rows.length === 1;
}
