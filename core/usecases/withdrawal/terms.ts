/** What a withdrawal is about: the wallet, where to, what, and what both ends hold. */
import { clusterOf } from '#core/domain/clusters.ts';
import { appError } from '#core/domain/errors.ts';
import { type Asset, SOL, WALLET_RENT } from '#core/domain/execution/demands.ts';
import { priorityFee } from '#core/domain/execution/policy.ts';
import { parseAddress, WSOL_MINT } from '#core/domain/ids.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import { isUsable, usableAt } from '#core/domain/withdrawal/destination.ts';
import {
  PENDING_WITHDRAWAL_COSTS,
  planWithdrawal,
  type SpokenFor,
  type WithdrawalPlan,
} from '#core/domain/withdrawal/plan.ts';
import type { WithdrawalAddress } from '#core/domain/withdrawal/withdrawal.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { LookUp, TransferEnds, TransferOrder, Transfers } from '#core/ports/transfers.ts';
import type { Database, Executor } from '#core/store/db.ts';
import { databaseTime, spokenFor } from '#core/store/runs.ts';
import type { Actor, Tenant } from '#core/store/tenant.ts';
import { findWallet } from '#core/store/wallets.ts';
import { findWithdrawalAddress } from '#core/store/withdrawal-addresses.ts';
import { isTradedWith, pendingOutflows } from '#core/store/withdrawals.ts';
import { askChain } from '../ask-chain.ts';
import { found } from '../found.ts';

export interface TermsDeps {
  readonly db: Database;
  readonly chain: Pick<Chain, 'read' | 'genesisHash'>;
  readonly transfers: Transfers;
}

export interface TermsInput {
  readonly walletId: string;
  readonly addressId: string;
  /** `SOL`, or a mint. */
  readonly asset: string;
  /** Base units; all there is when left out. */
  readonly amount?: bigint | null;
}

export interface WithdrawalTerms {
  readonly wallet: Wallet;
  readonly address: WithdrawalAddress;
  readonly asset: Asset;
  /** Null for all there is. */
  readonly amount: bigint | null;
  readonly ends: TransferEnds;
  /** Micro-lamports a compute unit. */
  readonly price: bigint;
}

/** @throws AppError INVALID_ADDRESS */
export const parseAsset = (text: string): Asset => (text.trim() === SOL ? SOL : parseAddress(text, 'asset'));

/**
 * Reads rows and chain; nothing is promised by it.
 * @throws AppError NOT_FOUND, WALLET_WATCH_ONLY, WALLET_INACTIVE, INVALID_ADDRESS, BAD_USER_INPUT, NOT_A_MINT, CHAIN_UNAVAILABLE
 */
export async function readTerms(deps: TermsDeps, actor: Actor, input: TermsInput): Promise<WithdrawalTerms> {
  const asset = parseAsset(input.asset);
  const amount = input.amount ?? null;
  if (amount === 0n) throw appError('BAD_USER_INPUT', { field: 'amount', rule: 'must be above 0' });
  const db = deps.db.as(actor);
  const wallet = usable(found(await findWallet(db, actor, input.walletId), 'wallet'));
  const address = listed(await findWithdrawalAddress(db, actor, input.addressId));
  if (address.address === wallet.address) {
    throw appError('BAD_USER_INPUT', { field: 'addressId', rule: 'must not be the wallet itself' });
  }
  const order = { wallet: wallet.address, destination: address.address, asset, amount: amount ?? 0n };
  return { wallet, address, asset, amount, ...(await readEnds(deps, order)) };
}

function usable(wallet: Wallet): Wallet {
  if (wallet.kind === 'WATCH') throw appError('WALLET_WATCH_ONLY', { field: 'walletId' });
  if (!wallet.active) throw appError('WALLET_INACTIVE', { field: 'walletId' });
  return wallet;
}

function listed(address: WithdrawalAddress | null): WithdrawalAddress {
  return found(address?.removedAt === null ? address : null, 'withdrawal address');
}

function readEnds(
  { chain, transfers }: TermsDeps,
  order: TransferOrder,
): Promise<Pick<WithdrawalTerms, 'ends' | 'price'>> {
  const accounts = transfers.accounts(order);
  return askChain(() =>
    chain.read(async (endpoint) => {
      const [read, fees] = await Promise.all([
        endpoint.accounts(accounts, { commitment: 'confirmed' }),
        endpoint.recentPriorityFees([order.wallet, order.destination]),
      ]);
      const byAddress = new Map(accounts.map((address, at) => [address, read.accounts[at] ?? null]));
      const at: LookUp = (address) => byAddress.get(address) ?? null;
      requireWallet(transfers, order, at);
      return { ends: transfers.ends(order, at), price: priorityFee(fees) };
    }),
  );
}

/** It may have become something else since it was listed. */
function requireWallet(transfers: Transfers, { destination }: TransferOrder, at: LookUp): void {
  if (transfers.isWallet(at(destination))) return;
  throw appError('BAD_USER_INPUT', { field: 'addressId', rule: 'must be the address of a wallet' });
}

/**
 * What can be sent just now, beside what campaigns and other withdrawals may still take.
 * @throws AppError INSUFFICIENT_BALANCE naming what is missing, BAD_USER_INPUT
 */
export async function planTerms(db: Executor, tenant: Tenant, terms: WithdrawalTerms): Promise<WithdrawalPlan> {
  const { asset, amount, ends, price } = terms;
  const funds = { ...ends, price, spokenFor: await spokenForBy(db, tenant, terms) };
  const plan = planWithdrawal(asset, amount, funds);
  if ('needed' in plan) {
    const { needed, available } = plan;
    const missing = `${needed - available}`;
    throw appError('INSUFFICIENT_BALANCE', {
      ...{ field: 'amount', asset: plan.asset, needed: `${needed}`, available: `${available}`, missing },
    });
  }
  if (asset === SOL && (ends.received ?? 0n) + plan.amount < WALLET_RENT) {
    const rule = `must be at least ${WALLET_RENT} for an address that is empty: Solana keeps no account with less`;
    throw appError('BAD_USER_INPUT', { field: 'amount', rule });
  }
  return plan;
}

async function spokenForBy(db: Executor, tenant: Tenant, { wallet, asset }: WithdrawalTerms): Promise<SpokenFor> {
  const runs = { sol: await spokenFor(db, tenant, wallet.id, WSOL_MINT), asset: 0n };
  if (asset !== SOL) runs.asset = await spokenFor(db, tenant, wallet.id, asset);
  const outflows = await pendingOutflows(db, tenant, wallet.id);
  const sumOf = (of: Asset): bigint => outflows.reduce((sum, one) => (one.asset === of ? sum + one.amount : sum), 0n);
  const lamports = runs.sol + sumOf(SOL) + BigInt(outflows.length) * PENDING_WITHDRAWAL_COSTS;
  return {
    lamports,
    asset: asset === SOL ? lamports : runs.asset + sumOf(asset),
    inUse: await isTradedWith(db, tenant, wallet.id),
  };
}

/** @throws AppError ADDRESS_TOO_NEW, by Postgres' clock */
export async function requireUsable(
  db: Executor,
  { genesisHash }: Pick<Chain, 'genesisHash'>,
  { createdAt }: WithdrawalAddress,
): Promise<void> {
  const [destination, cluster] = [{ addedAt: createdAt }, clusterOf(genesisHash)];
  if (isUsable(destination, cluster, await databaseTime(db))) return;
  const at = usableAt(destination, cluster).toISOString();
  throw appError('ADDRESS_TOO_NEW', { field: 'addressId', usableAt: at });
}
