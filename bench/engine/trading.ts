/** Campaigns that trade at a given pace, made and ended through the public GraphQL API alone. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, LAMPORTS_PER_SOL } from '@solana/web3.js';
import type { ApiClient } from '#client/api-client.ts';
import {
  CreateCampaignDocument,
  CreateWalletDocument,
  PauseCampaignDocument,
  StartCampaignDocument,
} from '#client/generated/operations.ts';
import { fund, type Market, prepareMarket, signUp } from '../../scripts/rehearse/campaigns.ts';

/** Small beside the pool of 500 SOL: a whole run moves its price by a few percent. */
export const TRADE_LAMPORTS = 1_000_000n;
const WALLET_LAMPORTS = 20n * BigInt(LAMPORTS_PER_SOL);
const AT_ONCE = 8;

export interface Pace {
  readonly campaigns: number;
  readonly intervalMs: number;
  readonly seconds: number;
}

const key = (): string => randomUUID();

/** Signs up, funds one wallet a campaign, and makes the campaigns without starting them. */
export async function prepareCampaigns(api: ApiClient, rpcUrl: string, pace: Pace): Promise<string[]> {
  await signUp(api, 'bench');
  return addCampaigns(api, rpcUrl, pace);
}

/** The same for whoever is signed in. */
export async function addCampaigns(api: ApiClient, rpcUrl: string, pace: Pace): Promise<string[]> {
  const connection = new Connection(rpcUrl, 'confirmed');
  const market = await prepareMarket(api, connection);
  const ids: string[] = [];
  for (let from = 0; from < pace.campaigns; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, pace.campaigns - from) }, (_, index) => from + index);
    ids.push(...(await Promise.all(some.map((index) => prepareOne(api, connection, market, pace, index)))));
  }
  return ids;
}

async function prepareOne(api: ApiClient, connection: Connection, market: Market, pace: Pace, index: number) {
  const label = `Bench ${index + 1}`;
  const { createWallet: wallet } = await api.run(CreateWalletDocument, { input: { label, idempotencyKey: key() } });
  await fund(connection, wallet.address, WALLET_LAMPORTS);
  // Far longer than it is measured, so that none comes to its end meanwhile.
  const slices = Math.ceil((pace.seconds * 3_000) / pace.intervalMs) + 100;
  const { createCampaign } = await api.run(CreateCampaignDocument, {
    input: {
      ...market,
      name: label,
      walletId: wallet.id,
      slippageBps: 1_000,
      twapBuy: {
        budget: (TRADE_LAMPORTS * BigInt(slices)).toString(),
        durationSeconds: Math.ceil((slices * pace.intervalMs) / 1_000),
        slices,
        minTrade: TRADE_LAMPORTS.toString(),
        maxTrade: TRADE_LAMPORTS.toString(),
      },
      idempotencyKey: key(),
    },
  });
  return createCampaign.id;
}

/** Starts them one after the other over one interval, as campaigns of many people are: not all at the same moment. */
export async function startAll(api: ApiClient, ids: readonly string[], intervalMs: number): Promise<void> {
  const begun = performance.now();
  for (const [index, campaignId] of ids.entries()) {
    const wait = begun + (index * intervalMs) / ids.length - performance.now();
    if (wait > 0) await sleep(wait);
    await api.run(StartCampaignDocument, { input: { campaignId, idempotencyKey: key() } });
  }
}

export async function pauseAll(api: ApiClient, ids: readonly string[]): Promise<void> {
  for (const campaignId of ids) await api.run(PauseCampaignDocument, { input: { campaignId, idempotencyKey: key() } });
}
