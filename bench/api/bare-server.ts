/**
 * The same list from Apollo on fastify with nothing else: the product's own statements, in the same scope of one organisation, and
 * no tokens, limits, typed schema or checks. Every leaf is written as it comes.
 */
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { sidesOf } from '#core/domain/campaign/sides.ts';
import { allowedOperations } from '#core/domain/campaign/transitions.ts';
import { openDatabase } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { listCampaigns } from '#core/usecases/campaign/list-campaigns.ts';
import { getPools } from '#core/usecases/pool/get-pools.ts';
import { getRuns } from '#core/usecases/run/get-run.ts';
import { summariseRuns } from '#core/usecases/run/summarise-runs.ts';
import { readOrder } from '../lib/children.ts';

export interface BareOrder {
  readonly databaseUrl: string;
  readonly actor: Actor;
}

export interface BareSaid {
  readonly url: string;
}

const SCHEMA = `
  scalar Any
  type RunSummary { budget: Any spent: Any received: Any committed: Any unspent: Any trades: Any failed: Any expired: Any
    cancelled: Any pending: Any inFlight: Any successRate: Any averagePrice: Any fees: Any tips: Any rent: Any progress: Any
    nextTradeAt: Any }
  type Run { id: Any campaignId: Any number: Any status: Any startedAt: Any endsAt: Any endedAt: Any endReason: Any
    summary: RunSummary }
  type Campaign { id: Any name: Any status: Any strategy: Any slippageBps: Any route: Any maxTipLamports: Any inputMint: Any
    outputMint: Any inputDecimals: Any outputDecimals: Any inputSymbol: Any outputSymbol: Any createdAt: Any updatedAt: Any
    allowedOperations: Any currentRun: Run }
  type Edge { node: Campaign }
  type PageInfo { hasNextPage: Any endCursor: Any }
  type Campaigns { edges: [Edge] pageInfo: PageInfo }
  enum CampaignStatus { ACTIVE PAUSED STOPPED COMPLETED DRAFT }
  type Query { campaigns(first: Int!, after: String, status: [CampaignStatus!]): Campaigns }
`;
/** As the product's server has. */
const CONNECTIONS = 16;

type Args = Parameters<typeof listCampaigns>[2];

const { databaseUrl, actor } = readOrder<BareOrder>();
const db = openDatabase({ url: databaseUrl, max: CONNECTIONS, applicationName: 'bench-bare' });
const unique = <T>(values: readonly (T | null)[]): T[] => [...new Set(values.flatMap((value) => value ?? []))];

async function campaigns(_root: unknown, args: Args) {
  const page = await listCampaigns({ db }, actor, args);
  const nodes = page.items.map(({ node }) => node);
  const [pools, runs] = await Promise.all([
    getPools({ db }, actor, unique(nodes.map(({ poolId }) => poolId))),
    getRuns({ db }, actor, unique(nodes.map(({ currentRunId }) => currentRunId))),
  ]);
  const summaries = await summariseRuns({ db }, actor, runs);
  const edges = nodes.map((node) => {
    const pool = pools.find(({ id }) => id === node.poolId);
    const sides = pool === undefined ? null : sidesOf(pool, node.outputMint);
    const run = runs.find(({ id }) => id === node.currentRunId);
    const figures = run && summaries.get(run.id);
    const summary = figures && { ...figures, trades: figures.succeeded };
    return {
      node: {
        ...node,
        ...{ inputDecimals: sides?.input.decimals, outputDecimals: sides?.output.decimals },
        ...{ inputSymbol: sides?.input.symbol, outputSymbol: sides?.output.symbol },
        allowedOperations: allowedOperations(node.phase),
        currentRun: run && { ...run, summary },
      },
    };
  });
  return { edges, pageInfo: { hasNextPage: page.hasNext, endCursor: page.items.at(-1)?.cursor } };
}

const apollo = new ApolloServer({ typeDefs: SCHEMA, resolvers: { Query: { campaigns } } });
await apollo.start();
const app = Fastify();
app.post('/graphql', fastifyApolloHandler(apollo));
// Amounts are bigints; JSON has none.
(BigInt.prototype as { toJSON?: () => string }).toJSON = function toJSON(this: bigint) {
  return this.toString();
};
process.send?.({ url: await app.listen({ host: '127.0.0.1', port: 0 }) } satisfies BareSaid);
process.once('disconnect', () => process.exit(0));
