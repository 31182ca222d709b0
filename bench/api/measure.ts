/** One run: a busy engine and a fixed rate first, then as much as it serves, then the bare server on the same rows. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { print } from 'graphql';
import type { ApiClient } from '#client/api-client.ts';
import {
  CampaignDocument,
  CampaignsDocument,
  type CampaignsQuery,
  CreateCampaignDocument,
  RefreshSessionDocument,
} from '#client/generated/operations.ts';
import type { Actor } from '#core/store/tenant.ts';
import { addCampaigns, pauseAll, startAll, TRADE_LAMPORTS } from '../engine/trading.ts';
import { startChild } from '../lib/children.ts';
import { type ProductStack, withProductStack } from '../lib/product-stack.ts';
import type { Latency } from '../lib/statistics.ts';
import type { BareOrder, BareSaid } from './bare-server.ts';
import { type Endpoint, type GraphqlOperation, openEndpoint } from './http.ts';
import { atRate, saturated } from './load.ts';
import type { ApiOptions } from './options.ts';
import { countSwaps } from './swaps.ts';

export interface ApiFigures {
  /** What the engine landed meanwhile. */
  readonly swapsPerMinute: number;
  /** Milliseconds from when a request was due. */
  readonly query: Latency;
  readonly mutation: Latency;
  /** List queries a second. */
  readonly most: number;
  readonly bare: number;
}

const PER_MINUTE = 1_000;
const CAMPAIGNS = 100;
const WARM_UP_MS = 10_000;
const WARM_UP_SECONDS = 5;
const BARE_SERVER = fileURLToPath(new URL('./bare-server.ts', import.meta.url));

/** Twenty campaigns that trade, with their runs and what those have come to. */
const LIST: GraphqlOperation = {
  query: print(CampaignsDocument),
  variables: { first: 20, status: ['ACTIVE', 'PAUSED'] },
};

type Load = Omit<ApiOptions, 'json' | 'runs'>;

export const measureApi = (load: Load): Promise<ApiFigures> =>
  withProductStack(async (product) => {
    const { stack, api } = product;
    const pace = { campaigns: CAMPAIGNS, intervalMs: (CAMPAIGNS * 60_000) / PER_MINUTE, seconds: 600 };
    const ids = await addCampaigns(api, stack.chain.rpcUrls[0] ?? '', pace);
    const create = await campaignMaker(api, ids[0] ?? '');
    await startAll(api, ids, pace.intervalMs);
    await sleep(WARM_UP_MS);
    const token = await freshToken(product);
    const endpoint = openEndpoint(stack.url, token);
    try {
      const busy = await whileTrading(product, endpoint, load, create);
      await pauseAll(api, ids);
      const most = await mostOf(endpoint, load);
      return { ...busy, most, bare: await measureBare(product, load, await endpoint.send(LIST)) };
    } finally {
      endpoint.close();
    }
  });

/** A session's token lives for minutes; a run takes as long. */
async function freshToken({ api, session }: ProductStack): Promise<string> {
  const { refreshSession } = await api.run(RefreshSessionDocument, { refreshToken: session.refreshToken });
  api.setSession(refreshSession);
  return refreshSession.accessToken;
}

async function whileTrading(product: ProductStack, endpoint: Endpoint, load: Load, create: () => GraphqlOperation) {
  const swaps = await countSwaps(product.stack.database.DATABASE_MIGRATION_URL);
  const [query, mutation] = await Promise.all([
    atRate(load.queries, load.seconds, () => endpoint.send(LIST)),
    atRate(load.mutations, load.seconds, () => endpoint.send(create())),
  ]);
  return { query, mutation, swapsPerMinute: await swaps.perMinute() };
}

async function mostOf(endpoint: Endpoint, { concurrency, seconds }: Load): Promise<number> {
  await saturated(concurrency, WARM_UP_SECONDS, () => endpoint.send(LIST));
  return saturated(concurrency, seconds, () => endpoint.send(LIST));
}

/** The same rows with nothing around them. `expected` is the product's answer: both must tell of the same. */
async function measureBare({ stack, session }: ProductStack, load: Load, expected: string): Promise<number> {
  const { organization, user } = session.viewer;
  const actor = { organizationId: organization.id, userId: user.id, role: 'owner' } as Actor;
  const order: BareOrder = { databaseUrl: stack.database.DATABASE_URL, actor };
  const server = startChild<BareSaid>(BARE_SERVER, order);
  try {
    const endpoint = openEndpoint((await server.next()).url, null);
    const answer = await endpoint.send(LIST);
    if (JSON.stringify(figuresOf(answer)) !== JSON.stringify(figuresOf(expected)))
      throw new Error(
        `the bare server answers something else:\n${answer.slice(0, 2_000)}\n${expected.slice(0, 2_000)}`,
      );
    const most = await mostOf(endpoint, load);
    endpoint.close();
    return most;
  } finally {
    await server.stop();
  }
}

/** What an answer tells of, without its order of fields. */
const figuresOf = (answer: string): unknown =>
  (JSON.parse(answer) as { data: CampaignsQuery }).data.campaigns.edges.map(({ node }) => [
    ...[node.id, node.inputDecimals, node.allowedOperations, node.currentRun?.number],
    ...[node.currentRun?.summary.spent, node.currentRun?.summary.trades, node.currentRun?.summary.averagePrice],
  ]);

/** Makes operations that each create one more campaign like that one. It is never started. */
async function campaignMaker(api: ApiClient, id: string): Promise<() => GraphqlOperation> {
  const { campaign } = await api.run(CampaignDocument, { id });
  const [trade, budget] = [TRADE_LAMPORTS.toString(), (TRADE_LAMPORTS * 10n).toString()];
  const input = {
    ...{ name: 'Bench', tokenId: campaign.token.id, poolId: campaign.pool.id, walletId: campaign.wallet.id },
    slippageBps: 100,
    twapBuy: { budget, durationSeconds: 600, slices: 10, minTrade: trade, maxTrade: trade },
  };
  const query = print(CreateCampaignDocument);
  return () => ({ query, variables: { input: { ...input, idempotencyKey: randomUUID() } } });
}
