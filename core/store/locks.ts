/**
 * The order of locks around a signature (docs/execution.md): shared on platform, organisation, wallet, campaign for who signs;
 * exclusive, in the same order, for who changes one of their states. Advisory, because a stream of row readers would starve the writer.
 */
import type { CampaignId, OrganizationId, WalletId } from '#core/domain/ids.ts';
import type { Transaction } from './db.ts';

export interface LockScope {
  readonly platform?: true;
  readonly organizationId?: OrganizationId;
  readonly walletId?: WalletId;
  /** Several wallets, as a trading wallet and its fee payer; locked in the order of their ids. */
  readonly walletIds?: readonly WalletId[];
  readonly campaignId?: CampaignId | null;
}

/** Each lock once: platform, organisations, wallets, campaigns, and among equals in the order of their ids. */
const names = (scopes: readonly LockScope[]): string[] => {
  const classes = [
    scopes.flatMap(({ platform }) => (platform === true ? ['platform'] : [])),
    scopes.flatMap(({ organizationId: id }) => (id === undefined ? [] : [`organization:${id}`])),
    scopes.flatMap(({ walletId, walletIds }) => [walletId ?? [], walletIds ?? []].flat().map((id) => `wallet:${id}`)),
    scopes.flatMap(({ campaignId: id }) => (id == null ? [] : [`campaign:${id}`])),
  ];
  return classes.flatMap((locks) => [...new Set(locks)].sort());
};

/** Held by signatures in the making, until their transaction ends. */
export const lockShared = (tx: Transaction, scopes: readonly LockScope[]): Promise<void> =>
  takeLocks(tx, 'pg_advisory_xact_lock_shared', names(scopes));

/** Waits for every signature in the making, and holds back new ones, until the transaction ends. */
export const lockExclusive = (tx: Transaction, scope: LockScope): Promise<void> =>
  takeLocks(tx, 'pg_advisory_xact_lock', names([scope]));

/** Each of those names for one transaction at a time, in their own order. */
export const lockNames = (tx: Transaction, wanted: readonly string[]): Promise<void> =>
  takeLocks(tx, 'pg_advisory_xact_lock', [...new Set(wanted)].sort());

async function takeLocks(
  tx: Transaction,
  take: 'pg_advisory_xact_lock' | 'pg_advisory_xact_lock_shared',
  ordered: readonly string[],
): Promise<void> {
  if (ordered.length === 0) return;
  await tx.query({
    name: 'take-locks',
    text: `SELECT ${take}(hashtextextended(name, 0)) FROM unnest($1::text[]) WITH ORDINALITY AS l(name, n) ORDER BY n`,
    values: [ordered],
  });
}
