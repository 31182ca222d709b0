/** Wallets of an organisation. Their keys are written here as ciphertext and never read (W-03). */
import { appError } from '#core/domain/errors.ts';
import { type Address, type GenesisHash, isUuid, type UserId, type WalletId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import { pageQuery, toPage } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import { breaksUnique } from './pg-error.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = `id, user_id AS "userId", kind, label, address, active, created_at AS "createdAt"`;

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

export async function walletsByIds(db: Executor, tenant: Tenant, ids: readonly string[]): Promise<Wallet[]> {
  return db.query<Wallet>({
    name: 'wallets-by-ids',
    text: `SELECT ${COLUMNS} FROM wallets WHERE organization_id = $1 AND id = ANY($2::uuid[])`,
    values: [tenant.organizationId, ids.filter(isUuid)],
  });
}

export async function findWallet(db: Executor, tenant: Tenant, id: string): Promise<Wallet | null> {
  const [wallet] = await walletsByIds(db, tenant, [id]);
  return wallet ?? null;
}

export async function walletPage(db: Executor, tenant: Tenant, request: PageRequest): Promise<Page<Wallet>> {
  const query = pageQuery('wallets', request);
  const rows = await db.query<Wallet>({
    name: 'wallet-page',
    text: `SELECT ${COLUMNS} FROM wallets WHERE organization_id = $1 AND (created_at, id) < ($2, $3)
           ORDER BY created_at DESC, id DESC LIMIT $4`,
    values: [tenant.organizationId, ...query.keyset, query.limit],
  });
  return toPage(query, rows, (wallet) => ({ at: wallet.createdAt, id: wallet.id }));
}
