/** Wallets of an organisation. Their keys are written here as ciphertext and never read (W-03). */
import { appError } from '#core/domain/errors.ts';
import { type Address, type GenesisHash, isUuid, type UserId, type WalletId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import { pageQuery, toPage } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import { breaksUnique } from './pg-error.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = `id, user_id AS "userId", kind, label, address, active, created_at AS "createdAt",
  proven_at AS "provenAt", deleted_at AS "deletedAt"`;

/** `booked_slot` of a wallet whose opening balance is not booked yet. */
const UNOPENED = -1;

export interface NewWallet {
  readonly id: WalletId;
  readonly userId: UserId;
  readonly label: string;
  readonly address: Address;
  readonly genesisHash: GenesisHash;
  /** Ciphertext of its private key. */
  readonly blob: Uint8Array;
  /** Whether it has a past: its ledger is then opened with what it holds before it may trade. */
  readonly imported: boolean;
}

/**
 * Stores a custodial wallet and its sealed key.
 * @throws AppError WALLET_EXISTS when the address is already in custody, or known to this organisation.
 */
export async function insertWallet(tx: Transaction, tenant: Tenant, wallet: NewWallet): Promise<void> {
  try {
    await tx.query({
      text: `WITH wallet AS (
               INSERT INTO wallets (id, organization_id, user_id, kind, label, address, genesis_hash, booked_slot)
               VALUES ($1, $2, $3, 'CUSTODIAL', $4, $5, $6, $8))
             INSERT INTO wallet_keys (wallet_id, organization_id, user_id, blob) VALUES ($1, $2, $3, $7)`,
      values: [
        wallet.id,
        tenant.organizationId,
        wallet.userId,
        wallet.label,
        wallet.address,
        wallet.genesisHash,
        Buffer.from(wallet.blob),
        wallet.imported ? UNOPENED : 0,
      ],
    });
  } catch (error) {
    if (breaksUnique(error, 'wallets_organization_id_address_key') || breaksUnique(error, 'wallets_one_custodian')) {
      throw appError('WALLET_EXISTS', { field: 'address', address: wallet.address });
    }
    throw error;
  }
}

/**
 * Stores a wallet whose key is elsewhere; nothing is proven yet of who holds it.
 * @throws AppError WALLET_EXISTS
 */
export async function insertWatchWallet(
  tx: Transaction,
  tenant: Tenant,
  wallet: Pick<NewWallet, 'id' | 'userId' | 'label' | 'address' | 'genesisHash'>,
): Promise<void> {
  const { id, userId, label, address, genesisHash } = wallet;
  const rows = await tx.query({
    text: `INSERT INTO wallets (id, organization_id, user_id, kind, label, address, genesis_hash, proven_at)
           VALUES ($1, $2, $3, 'WATCH', $4, $5, $6, NULL)
           ON CONFLICT (organization_id, address) DO NOTHING RETURNING 1`,
    values: [id, tenant.organizationId, userId, label, address, genesisHash],
  });
  if (rows.length === 0) throw appError('WALLET_EXISTS', { field: 'address', address });
}

/** Also those that were deleted: what they did is told still. */
export async function walletsByIds(db: Executor, tenant: Tenant, ids: readonly string[]): Promise<Wallet[]> {
  return db.query<Wallet>({
    name: 'wallets-by-ids',
    text: `SELECT ${COLUMNS} FROM wallets WHERE organization_id = $1 AND id = ANY($2::uuid[])`,
    values: [tenant.organizationId, ids.filter(isUuid)],
  });
}

export async function findWallet(db: Executor, tenant: Tenant, id: string): Promise<Wallet | null> {
  const [wallet] = await walletsByIds(db, tenant, [id]);
  return wallet === undefined || wallet.deletedAt !== null ? null : wallet;
}

export async function setWallet(
  tx: Transaction,
  tenant: Tenant,
  { id, label, active }: Pick<Wallet, 'id' | 'label' | 'active'>,
): Promise<void> {
  await tx.query({
    text: 'UPDATE wallets SET label = $3, active = $4 WHERE organization_id = $1 AND id = $2',
    values: [tenant.organizationId, id, label, active],
  });
}

export async function setWalletProven(tx: Transaction, tenant: Tenant, id: WalletId): Promise<void> {
  await tx.query({
    text: 'UPDATE wallets SET proven_at = now() WHERE organization_id = $1 AND id = $2 AND proven_at IS NULL',
    values: [tenant.organizationId, id],
  });
}

/** What keeps a wallet from being deleted, in the words of WALLET_IN_USE; null when nothing does. The caller holds its lock. */
export async function walletDependants(tx: Transaction, tenant: Tenant, id: WalletId): Promise<string | null> {
  const [row] = await tx.query<{ run: boolean; intent: boolean }>({
    text: `SELECT EXISTS (SELECT 1 FROM runs WHERE organization_id = $1 AND wallet_id = $2
                          AND status IN ('RUNNING', 'PAUSED', 'STOPPING')) AS run,
                  EXISTS (SELECT 1 FROM intents WHERE organization_id = $1 AND $2 IN (wallet_id, fee_payer_wallet_id)
                          AND state = 'PENDING') AS intent`,
    values: [tenant.organizationId, id],
  });
  if (row?.run === true) return 'a campaign trades with it';
  return row?.intent === true ? 'a transaction of it is on its way' : null;
}

/** Custodial wallets are marked, so that their key and history stay; watch-only ones go, and may be added again. */
export async function deleteWalletRow(tx: Transaction, tenant: Tenant, { id, kind }: Wallet): Promise<void> {
  const text =
    kind === 'WATCH'
      ? 'DELETE FROM wallets WHERE organization_id = $1 AND id = $2'
      : 'UPDATE wallets SET deleted_at = now(), active = false WHERE organization_id = $1 AND id = $2';
  await tx.query({ text, values: [tenant.organizationId, id] });
}

export async function walletPage(db: Executor, tenant: Tenant, request: PageRequest): Promise<Page<Wallet>> {
  const query = pageQuery('wallets', request);
  const rows = await db.query<Wallet>({
    name: 'wallet-page',
    text: `SELECT ${COLUMNS} FROM wallets
           WHERE organization_id = $1 AND deleted_at IS NULL AND (created_at, id) < ($2, $3)
           ORDER BY created_at DESC, id DESC LIMIT $4`,
    values: [tenant.organizationId, ...query.keyset, query.limit],
  });
  return toPage(query, rows, (wallet) => ({ at: wallet.createdAt, id: wallet.id }));
}
