import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { sidesOf } from '#core/domain/campaign/sides.ts';
import { appError } from '#core/domain/errors.ts';
import type { CampaignId } from '#core/domain/ids.ts';
import { twapBuy } from '#core/domain/strategy/twap-buy.ts';
import { parseTwapBuy, type TwapBuyInput } from '#core/domain/strategy/twap-buy-input.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import { appendAudit } from '#core/store/audit.ts';
import { findCampaign, insertCampaign, type NewCampaign } from '#core/store/campaigns.ts';
import type { Database } from '#core/store/db.ts';
import { findPool } from '#core/store/pools.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findToken } from '#core/store/tokens.ts';
import { findWallet } from '#core/store/wallets.ts';
import { found } from '../found.ts';
import { once } from '../once.ts';
import { parseName } from '../text-input.ts';
import { type JitoTerms, parseRoute, type RouteInput } from './parse-route.ts';

export interface CreateCampaignInput extends RouteInput {
  readonly name: string;
  readonly tokenId: string;
  readonly poolId: string;
  readonly walletId: string;
  /** 1 … 5000. */
  readonly slippageBps: number;
  readonly twapBuy: TwapBuyInput;
  readonly idempotencyKey: string;
}

export interface CreateCampaignDeps {
  readonly db: Database;
  /** Null where no block engine is configured. */
  readonly jito: JitoTerms | null;
}

const MAX_SLIPPAGE_BPS = 5_000;

/**
 * Makes a campaign; it does nothing until it is started (C-01).
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, WALLET_WATCH_ONLY, WALLET_INACTIVE, TOKEN_PROGRAM_UNSUPPORTED,
 * BLOCK_ENGINE_MISSING, POOL_OF_ANOTHER_MINT, INVALID_STRATEGY, CONFLICT
 */
export async function createCampaign(
  deps: CreateCampaignDeps,
  actor: Actor,
  input: CreateCampaignInput,
): Promise<Campaign> {
  const { idempotencyKey, ...body } = input;
  const id = await once(deps.db, actor, {
    key: idempotencyKey,
    operation: 'campaign.create',
    body,
    prepare: (campaignId: CampaignId) => plan(deps, actor, campaignId, input),
    write: async (tx, campaignId, campaign) => {
      await insertCampaign(tx, actor, campaign);
      await appendAudit(tx, {
        organizationId: actor.organizationId,
        actorId: actor.userId,
        action: 'campaign.created',
        objectKind: 'campaign',
        objectId: campaignId,
        detail: { strategy: campaign.strategy, walletId: campaign.walletId, poolId: campaign.poolId },
      });
    },
  });
  return found(await findCampaign(deps.db.as(actor), actor, id), 'campaign');
}

async function plan(
  { db, jito }: CreateCampaignDeps,
  actor: Actor,
  id: CampaignId,
  input: CreateCampaignInput,
): Promise<NewCampaign> {
  const name = parseName(input.name, 'name');
  const slippageBps = parseSlippage(input.slippageBps);
  const route = parseRoute(input, jito);
  const [itsToken, itsPool, itsWallet] = await Promise.all([
    findToken(db.as(actor), actor, input.tokenId),
    findPool(db.as(actor), actor, input.poolId),
    findWallet(db.as(actor), actor, input.walletId),
  ]);
  const token = found(itsToken, 'token');
  const pool = found(itsPool, 'pool');
  const wallet = usable(found(itsWallet, 'wallet'));
  if (token.program === 'TOKEN_2022') {
    throw appError('TOKEN_PROGRAM_UNSUPPORTED', { field: 'tokenId', mint: token.mint, venue: pool.venue });
  }
  const sides = sidesOf(pool, token.mint);
  if (sides === null) {
    throw appError('POOL_OF_ANOTHER_MINT', { field: 'poolId', mint: token.mint, pool: pool.address });
  }
  const parameters = parseTwapBuy(input.twapBuy, { input: sides.input.decimals, output: sides.output.decimals });
  return {
    id,
    createdById: actor.userId,
    name,
    tokenId: token.id,
    poolId: pool.id,
    walletId: wallet.id,
    strategy: twapBuy.kind,
    strategyVersion: twapBuy.version,
    parameters: JSON.stringify(parameters, amountsAsText),
    slippageBps,
    ...route,
    inputMint: sides.input.mint,
    outputMint: sides.output.mint,
  };
}

function parseSlippage(bps: number): number {
  if (!Number.isInteger(bps) || bps < 1 || bps > MAX_SLIPPAGE_BPS) {
    throw appError('BAD_USER_INPUT', {
      field: 'slippageBps',
      rule: `must be a whole number from 1 to ${MAX_SLIPPAGE_BPS}`,
    });
  }
  return bps;
}

function usable(wallet: Wallet): Wallet {
  if (wallet.kind === 'WATCH') throw appError('WALLET_WATCH_ONLY', { field: 'walletId' });
  if (!wallet.active) throw appError('WALLET_INACTIVE', { field: 'walletId' });
  return wallet;
}

const amountsAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
