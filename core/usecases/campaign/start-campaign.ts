import type { Campaign } from '#core/domain/campaign/campaign.ts';
import type { Run } from '#core/domain/campaign/run.ts';
import { campaignStatusOf, transition } from '#core/domain/campaign/transitions.ts';
import { clusterOf, isRehearsalCluster } from '#core/domain/clusters.ts';
import { appError } from '#core/domain/errors.ts';
import { usesJito } from '#core/domain/execution/route.ts';
import type { RunId } from '#core/domain/ids.ts';
import { type BoundStrategy, strategyOf } from '#core/domain/strategy/registry.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Venue } from '#core/ports/venue.ts';
import { findCampaign, lockCampaign, setCampaignRun } from '#core/store/campaigns.ts';
import type { Transaction } from '#core/store/db.ts';
import { scopeWithoutNewRisk } from '#core/store/guards.ts';
import { lockExclusive } from '#core/store/locks.ts';
import { findPool } from '#core/store/pools.ts';
import { databaseTime, findRun, insertRun } from '#core/store/runs.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findWallet } from '#core/store/wallets.ts';
import { requireAttestation } from '../account/attest-legal-use.ts';
import { requireVerified } from '../account/require-verified.ts';
import { found } from '../found.ts';
import { once } from '../once.ts';
import { readKnownPool } from '../pool/read-pool.ts';
import { requireTrader } from '../require-trader.ts';
import { type Holdings, readHoldings, requireFunds } from './check-funds.ts';
import { announce, type OperateDeps, type OperateInput, record } from './operate.ts';
import { type JitoTerms, requireBlockEngine } from './parse-route.ts';

export interface StartCampaignDeps extends OperateDeps {
  readonly chain: Pick<Chain, 'read' | 'genesisHash'>;
  readonly venue: Venue;
  readonly clock: Pick<Clock, 'now'>;
  /** Null where no block engine is configured. */
  readonly jito: JitoTerms | null;
}

/** Errors of what a campaign is made of are told at the one field a start has. */
const FIELD = 'campaignId';

interface Plan {
  readonly strategy: BoundStrategy;
  readonly holdings: Holdings;
}

/**
 * Starts a new run (C-03) after a pre-flight of wallet, pool and money (C-08). Its first trade is due at once.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, ALREADY_RUNNING, ILLEGAL_TRANSITION, WALLET_INACTIVE, WALLET_WATCH_ONLY,
 * EMAIL_NOT_VERIFIED, ATTESTATION_REQUIRED, BLOCK_ENGINE_MISSING, POOL_CLOSED, INSUFFICIENT_BALANCE, REHEARSAL_ONLY, GUARD_HALTED,
 * CONFLICT, CHAIN_UNAVAILABLE
 */
export async function startCampaign(deps: StartCampaignDeps, actor: Actor, input: OperateInput): Promise<Run> {
  requireTrader(actor);
  const campaign = found(await findCampaign(deps.db.as(actor), actor, input.campaignId), 'campaign');
  const runId = await once(deps.db, actor, {
    key: input.idempotencyKey,
    operation: 'campaign.start',
    body: { campaignId: campaign.id },
    prepare: () => preflight(deps, actor, campaign),
    write: (tx, id: RunId, plan) => begin(tx, deps, actor, { campaignId: campaign.id, runId: id, ...plan }),
  });
  deps.bus.wake(campaign.id);
  return found(await findRun(deps.db.as(actor), actor, runId), 'run');
}

async function preflight(deps: StartCampaignDeps, actor: Actor, campaign: Campaign): Promise<Plan> {
  refuseUnlessStartable(campaign);
  const strategy = strategyOf(campaign);
  if (strategy.rehearsalOnly && !isRehearsalCluster(clusterOf(deps.chain.genesisHash))) {
    throw appError('REHEARSAL_ONLY', { strategy: campaign.strategy });
  }
  await requireVerified(deps, actor);
  await requireAttestation(deps, actor);
  if (usesJito(campaign.route)) requireBlockEngine(campaign.route, deps.jito, FIELD);
  const wallet = usable(found(await findWallet(deps.db.as(actor), actor, campaign.walletId), 'wallet'));
  const [holdings] = await Promise.all([
    readHoldings(deps.chain, wallet, campaign),
    requireOpenPool(deps, actor, campaign),
  ]);
  return { strategy, holdings };
}

/** @throws AppError ALREADY_RUNNING, ILLEGAL_TRANSITION */
function refuseUnlessStartable({ id, phase }: Campaign): void {
  if (phase === 'RUNNING') throw appError('ALREADY_RUNNING', { campaignId: id });
  if (transition(phase, 'START').kind !== 'next')
    throw appError('ILLEGAL_TRANSITION', { from: phase, operation: 'START' });
}

function usable(wallet: Wallet): Wallet {
  if (wallet.kind === 'WATCH') throw appError('WALLET_WATCH_ONLY', { field: FIELD });
  if (!wallet.active) throw appError('WALLET_INACTIVE', { field: FIELD });
  return wallet;
}

async function requireOpenPool(deps: StartCampaignDeps, actor: Actor, campaign: Campaign): Promise<void> {
  const pool = found(await findPool(deps.db.as(actor), actor, campaign.poolId), 'pool');
  const { opensAt } = await readKnownPool(deps, pool, FIELD);
  const opened = opensAt === null || Number(opensAt) * 1_000 <= deps.clock.now().getTime();
  if (!opened) throw appError('POOL_CLOSED', { field: FIELD, pool: pool.address });
}

/** The wallet's exclusive lock keeps two starts from counting the same money. */
async function begin(
  tx: Transaction,
  { venue }: StartCampaignDeps,
  actor: Actor,
  start: Plan & { campaignId: Campaign['id']; runId: RunId },
): Promise<void> {
  const { campaignId, runId, strategy, holdings } = start;
  const before = found(await findCampaign(tx, actor, campaignId), 'campaign');
  await lockExclusive(tx, { walletId: before.walletId, campaignId });
  const campaign = found(await lockCampaign(tx, actor, campaignId), 'campaign');
  refuseUnlessStartable(campaign);
  const { walletId } = campaign;
  usable(found(await findWallet(tx, actor, walletId), 'wallet'));
  const halted = await scopeWithoutNewRisk(tx, actor, { walletId, campaignId });
  if (halted !== null) throw appError('GUARD_HALTED', { scope: halted.toLowerCase() });
  await requireFunds(tx, actor, { campaign, strategy, holdings, transientRent: venue.transientRent });
  const startedAt = await databaseTime(tx);
  const endsAt = strategy.endsAt(startedAt);
  await insertRun(tx, actor, { id: runId, campaignId, walletId, budget: strategy.budget, startedAt, endsAt });
  await setCampaignRun(tx, actor, { id: campaignId, runId, status: campaignStatusOf('RUNNING') });
  await announce(tx, actor, { campaignId, runId, status: 'RUNNING' });
  await record(tx, actor, campaign, 'START');
}
