/** What the ledger says a wallet holds: sums of its entries. */
import type { WalletId } from '#core/domain/ids.ts';
import type { LedgerBalance, WalletLedger } from '#core/domain/wallet.ts';
import type { Executor } from './db.ts';
import type { Tenant } from './tenant.ts';

/** The ledgers of those of the wallets that the organisation has. Marks and sums are of one snapshot. */
export async function ledgersOf(
  db: Executor,
  tenant: Tenant,
  walletIds: readonly WalletId[],
): Promise<Map<WalletId, WalletLedger>> {
  const rows = await db.query<{ id: WalletId; slot: bigint } & { [K in keyof LedgerBalance]: LedgerBalance[K] | null }>(
    {
      name: 'ledgers-of',
      text: `SELECT w.id, w.booked_slot AS slot, e.account, e.holder, e.asset, sum(e.amount) AS amount
           FROM wallets w LEFT JOIN ledger_entries e ON e.wallet_id = w.id
           WHERE w.organization_id = $1 AND w.id = ANY($2::uuid[])
           GROUP BY w.id, e.account, e.holder, e.asset ORDER BY e.account, e.holder`,
      values: [tenant.organizationId, walletIds],
    },
  );
  const ledgers = new Map<WalletId, { slot: bigint; balances: LedgerBalance[] }>();
  for (const { id, slot, account, holder, asset, amount } of rows) {
    const ledger = ledgers.get(id) ?? { slot: slot < 0n ? 0n : slot, balances: [] };
    ledgers.set(id, ledger);
    if (account !== null && holder !== null && asset !== null && amount !== null) {
      ledger.balances.push({ account, holder, asset, amount });
    }
  }
  return ledgers;
}

/**
 * What the wallet's ledger says it held at a finalized slot; null while the ledger is not whole up to there. Mark and sums are
 * of one snapshot.
 */
export async function ledgerAt(db: Executor, walletId: WalletId, slot: bigint): Promise<LedgerBalance[] | null> {
  const rows = await db.query<{ whole: boolean } & { [K in keyof LedgerBalance]: LedgerBalance[K] | null }>({
    name: 'ledger-at',
    text: `SELECT w.booked_slot >= $2 AS whole, e.account, e.holder, e.asset, sum(e.amount) AS amount
           FROM wallets w LEFT JOIN ledger_entries e ON e.wallet_id = w.id AND e.slot <= $2
           WHERE w.id = $1 GROUP BY w.id, e.account, e.holder, e.asset`,
    values: [walletId, slot],
  });
  if (rows[0]?.whole !== true) return null;
  return rows.flatMap(({ account, holder, asset, amount }) =>
    account === null || holder === null || asset === null || amount === null
      ? []
      : [{ account, holder, asset, amount }],
  );
}
