/** Campaigns for tests: what they are made of, and the trades that dispatcher, signer and tracker would have written. */
import { randomBytes } from 'node:crypto';
import bs58 from 'bs58';
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import type { IntentState } from '#core/domain/execution/states.ts';
import type { AttemptId, IntentId, RunId } from '#core/domain/ids.ts';
import type { NamedPool } from '#core/domain/pool.ts';
import type { Token } from '#core/domain/token.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import { newId } from '#core/store/new-id.ts';
import type { Actor } from '#core/store/tenant.ts';
import { type CreateCampaignInput, createCampaign } from '#core/usecases/campaign/create-campaign.ts';
import { addPool } from '#core/usecases/pool/add-pool.ts';
import { registerToken } from '#core/usecases/token/register-token.ts';
import { createWallet } from '#core/usecases/wallet/create-wallet.ts';
import { newKey, type World } from './world.ts';

export interface Desk {
  readonly actor: Actor;
  readonly wallet: Wallet;
  readonly token: Token;
  readonly pool: NamedPool;
}

export const SOL = 1_000_000_000n;

/** An organisation with a wallet that holds `lamports`, the demo token and its pool. */
export async function createDesk(world: World, lamports: bigint): Promise<Desk> {
  const actor = await world.rows.tenant();
  const wallet = await createWallet(world, actor, { label: 'Main', idempotencyKey: newKey() });
  const token = await registerToken(world, actor, { mint: world.demo.mint, idempotencyKey: newKey() });
  const pool = await addPool(world, actor, { address: world.demo.pool, tokenId: token.id, idempotencyKey: newKey() });
  if (lamports > 0n) await world.fund(wallet.address, lamports);
  return { actor, wallet, token, pool };
}

/** Spends one SOL in ten trades over a hundred seconds. */
export const campaignInput = (desk: Desk, over: Partial<CreateCampaignInput> = {}): CreateCampaignInput => ({
  name: 'Drip slowly',
  tokenId: desk.token.id,
  poolId: desk.pool.id,
  walletId: desk.wallet.id,
  slippageBps: 100,
  twapBuy: { budget: SOL, durationSeconds: 100, slices: 10 },
  idempotencyKey: newKey(),
  ...over,
});

export const makeCampaign = (world: World, desk: Desk, over: Partial<CreateCampaignInput> = {}): Promise<Campaign> =>
  createCampaign(world, desk.actor, campaignInput(desk, over));

export interface PlantedTrade {
  readonly intentId: IntentId;
  readonly attemptId: AttemptId | null;
  readonly signature: string | null;
}

/** Writes a trade of a run as the dispatcher would have, and its signature as the signer would have, and counts it in the run. */
export async function plantTrade(
  world: World,
  desk: Desk,
  trade: {
    campaign: Campaign;
    runId: RunId;
    sequence: number;
    amountIn: bigint;
    state?: IntentState;
    attempt?: 'LIVE' | 'LANDED_OK' | 'LANDED_ERROR';
  },
): Promise<PlantedTrade> {
  const { campaign, runId, sequence, amountIn, state = 'PENDING', attempt } = trade;
  const intentId = newId<IntentId>();
  const now = new Date();
  await world.rows.insert('intents', {
    ...{ id: intentId, organization_id: desk.actor.organizationId, genesis_hash: world.chain.genesisHash },
    ...{
      source: 'RUN',
      campaign_id: campaign.id,
      run_id: runId,
      sequence,
      idempotency_key: `run:${runId}:${sequence}`,
    },
    ...{ kind: 'BUY', wallet_id: desk.wallet.id, fee_payer_wallet_id: desk.wallet.id, pool_id: desk.pool.id },
    ...{ input_mint: campaign.inputMint, output_mint: campaign.outputMint, amount_in: amountIn, slippage_bps: 100 },
    ...{ due_at: now, first_due_at: now, not_after: new Date(now.getTime() + 60_000) },
    ...{ state, terminal_at: state === 'PENDING' ? null : now },
  });
  if (state === 'PENDING') {
    await world.rows.select('UPDATE runs SET committed = committed + $2 WHERE id = $1', [runId, String(amountIn)]);
  }
  if (attempt === undefined) return { intentId, attemptId: null, signature: null };
  return { intentId, ...(await plantAttempt(world, desk, intentId, attempt)) };
}

async function plantAttempt(world: World, desk: Desk, intentId: IntentId, state: string) {
  const attemptId = newId<AttemptId>();
  const signature = bs58.encode(randomBytes(64));
  const live = state === 'LIVE';
  await world.rows.insert('attempts', {
    ...{ id: attemptId, organization_id: desk.actor.organizationId, intent_id: intentId, ordinal: 1, signature, state },
    ...{
      blockhash: 'hash',
      blockhash_slot: 1,
      death_bound: 160,
      freshness_bound: 150,
      raw_transaction: Buffer.from('raw'),
    },
    ...{ quote_slot: 1, quoted_out: 1_000n, min_out: 990n, pool_fee: 1n, reserve_in: 1n, reserve_out: 1n },
    ...{ landed_slot: live ? null : 7, closed_at: live ? null : new Date() },
  });
  return { attemptId, signature };
}
