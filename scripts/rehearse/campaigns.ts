/** Runs campaigns to their end through the public GraphQL API alone. */
import { randomUUID } from 'node:crypto';
import { Connection, LAMPORTS_PER_SOL, PublicKey } from '@solana/web3.js';
import type { ApiClient } from '#client/api-client.ts';
import {
  AddPoolDocument,
  type AuthPayloadPartsFragment,
  CampaignExecutionsDocument,
  type CampaignExecutionsQuery,
  CampaignsDocument,
  CreateCampaignDocument,
  type CreateCampaignInput,
  CreateWalletDocument,
  RegisterTokenDocument,
  SignUpDocument,
  StartCampaignDocument,
  WalletLedgersDocument,
  type WalletLedgersQuery,
} from '#client/generated/operations.ts';
import { createDemo } from '../../localnet/tools/demo.ts';

export type Execution = CampaignExecutionsQuery['campaign']['executions']['edges'][number]['node'];
export type LedgerWallet = WalletLedgersQuery['wallets']['edges'][number]['node'];

const MS_BETWEEN_TRADES = 500;
/** A hundredth of a SOL: small beside the pool, so that trades of many wallets do not push each other past the slippage. */
const TRADE_LAMPORTS = 10_000_000n;
const FEES_AND_RENT_LAMPORTS = BigInt(LAMPORTS_PER_SOL);
const PAGE = 100;
/** Each wallet's campaign takes the next way to the chain. */
const ROUTES: readonly Pick<CreateCampaignInput, 'route' | 'maxTipLamports'>[] = [
  { route: 'RPC' },
  { route: 'JITO_ONLY', maxTipLamports: '10000' },
  { route: 'JITO_THEN_RPC', maxTipLamports: '10000' },
];

export interface Market {
  readonly tokenId: string;
  readonly poolId: string;
}

interface Rehearsed {
  readonly campaignIds: readonly string[];
  readonly wallets: readonly string[];
}

const key = (): string => randomUUID();

/** Signs up and prepares token, pool and one funded wallet and campaign for each share; then starts them all. */
export async function startCampaigns(api: ApiClient, rpcUrl: string, shares: readonly number[]): Promise<Rehearsed> {
  await signUp(api, 'rehearsal');
  const connection = new Connection(rpcUrl, 'confirmed');
  const market = await prepareMarket(api, connection);
  const prepared = await Promise.all(shares.map((trades, index) => prepare(api, connection, market, trades, index)));
  for (const { campaignId } of prepared) {
    await api.run(StartCampaignDocument, { input: { campaignId, idempotencyKey: key() } });
  }
  return {
    campaignIds: prepared.map(({ campaignId }) => campaignId),
    wallets: prepared.map(({ address }) => address),
  };
}

/** Makes an account for the length of one run, and signs the client in. */
export async function signUp(api: ApiClient, purpose: string): Promise<AuthPayloadPartsFragment> {
  const account = { email: `${purpose}-${randomUUID()}@sluice.local`, password: randomUUID(), name: purpose };
  const session = (await api.run(SignUpDocument, { input: account })).signUp;
  api.setSession(session);
  return session;
}

/** The demo token and its pool, known to the account. */
export async function prepareMarket(api: ApiClient, connection: Connection): Promise<Market> {
  const demo = await createDemo(connection);
  const mint = demo.token.mint.toBase58();
  const { registerToken } = await api.run(RegisterTokenDocument, { input: { mint, idempotencyKey: key() } });
  const { addPool } = await api.run(AddPoolDocument, {
    input: { address: demo.pool.pool.toBase58(), tokenId: registerToken.id, idempotencyKey: key() },
  });
  return { tokenId: registerToken.id, poolId: addPool.id };
}

async function prepare(api: ApiClient, connection: Connection, market: Market, trades: number, index: number) {
  const label = `Rehearsal ${index + 1}`;
  const { createWallet: wallet } = await api.run(CreateWalletDocument, { input: { label, idempotencyKey: key() } });
  const trade = TRADE_LAMPORTS + BigInt(index);
  const budget = trade * BigInt(trades);
  await fund(connection, wallet.address, budget + FEES_AND_RENT_LAMPORTS);
  // Twice the time it should take: a busy machine may miss a beat, and every trade has to be of its full size.
  const durationSeconds = Math.ceil((2 * trades * MS_BETWEEN_TRADES) / 1000) + 30;
  const { createCampaign } = await api.run(CreateCampaignDocument, {
    input: {
      ...market,
      name: label,
      walletId: wallet.id,
      slippageBps: 500,
      ...ROUTES[index % ROUTES.length],
      twapBuy: {
        budget: budget.toString(),
        durationSeconds,
        slices: Math.floor((durationSeconds * 1000) / MS_BETWEEN_TRADES),
        minTrade: trade.toString(),
        maxTrade: trade.toString(),
      },
      idempotencyKey: key(),
    },
  });
  return { campaignId: createCampaign.id, address: wallet.address };
}

/** Play money from the local chain's faucet. */
export async function fund(connection: Connection, address: string, amount: bigint): Promise<void> {
  const signature = await connection.requestAirdrop(new PublicKey(address), Number(amount));
  await connection.confirmTransaction({ signature, ...(await connection.getLatestBlockhash()) }, 'confirmed');
}

/** How many of the campaigns have come to their end. */
export async function countEnded(api: ApiClient): Promise<number> {
  const nodes = await allPages(async (after) => (await api.run(CampaignsDocument, { first: PAGE, after })).campaigns);
  return nodes.filter(({ currentRun }) => currentRun?.endedAt != null).length;
}

export const executionsOf = (api: ApiClient, id: string): Promise<Execution[]> =>
  allPages(
    async (after) => (await api.run(CampaignExecutionsDocument, { id, first: PAGE, after })).campaign.executions,
  );

export const ledgersOf = (api: ApiClient): Promise<LedgerWallet[]> =>
  allPages(async (after) => (await api.run(WalletLedgersDocument, { first: PAGE, after })).wallets);

interface PageOf<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

async function allPages<Node>(read: (after: string | null) => Promise<PageOf<Node>>): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  for (;;) {
    const page: PageOf<Node> = await read(after);
    nodes.push(...page.edges.map(({ node }) => node));
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor ?? null;
  }
}
