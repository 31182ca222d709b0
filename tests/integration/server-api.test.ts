/** The whole API over HTTP, on the real local chain: what a client sees of each operation, of bad input and of other tenants. */

import { type DocumentNode, print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  AddPoolDocument,
  CampaignDocument,
  CampaignEventLogDocument,
  CampaignExecutionsDocument,
  CampaignFillsDocument,
  CampaignsDocument,
  CreateCampaignDocument,
  CreateWalletDocument,
  ImportWalletDocument,
  PauseCampaignDocument,
  PoolsDocument,
  RegisterTokenDocument,
  ResumeCampaignDocument,
  RunDocument,
  SignerKeyDocument,
  StartCampaignDocument,
  StopCampaignDocument,
  SystemDocument,
  TokenPreviewDocument,
  TokensDocument,
  WalletDocument,
  WalletsDocument,
} from '#client/generated/operations.ts';
import { newId } from '#core/store/new-id.ts';
import { type Answer, codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

const SOL = 1_000_000_000n;

/** Everything that hangs on a campaign. */
const NESTED = `query ($first: Int!) { campaigns(first: $first) { edges { node {
  id lastEventSeq inputDecimals outputSymbol twapBuy { budget }
  token { id } pool { id state { slot } } wallet { id balances { lamports } }
  currentRun { id summary { spent } } runs(first: 3) { edges { node { id summary { spent } } } }
  fills(first: 3) { edges { node { id price } } } executions(first: 3) { edges { node { id attempts { id } } } }
} } } }`;

let world: World;
let server: TestServer;
let ours: Person;
let theirs: Person;
let walletId: string;
let tokenId: string;
let poolId: string;
let campaignId: string;

const as = (who: Person, document: unknown, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
  send(server.url, print(document as DocumentNode), variables, who.token);

async function make(
  document: unknown,
  input: Readonly<Record<string, unknown>>,
): Promise<{ id: string; address: string }> {
  const { data, errors } = await as(ours, document, { input: { idempotencyKey: newKey(), ...input } });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0] as { id: string; address: string };
}

const twapBuy = (over: Readonly<Record<string, unknown>> = {}) => ({
  budget: `${SOL}`,
  durationSeconds: 100,
  slices: 10,
  ...over,
});
const campaignInput = (over: Readonly<Record<string, unknown>> = {}) => ({
  ...{ name: 'Drip', tokenId, poolId, walletId, slippageBps: 100, twapBuy: twapBuy(), idempotencyKey: newKey() },
  ...over,
});

beforeAll(async () => {
  world = await createWorld();
  server = await startTestServer({ world });
  [ours, theirs] = await Promise.all([signUpSomebody(server.url), signUpSomebody(server.url)]);
  const wallet = await make(CreateWalletDocument, { label: 'Main' });
  walletId = wallet.id;
  tokenId = (await make(RegisterTokenDocument, { mint: world.demo.mint })).id;
  poolId = (await make(AddPoolDocument, { address: world.demo.pool, tokenId })).id;
  await world.fund(wallet.address as never, 5n * SOL);
  campaignId = (await make(CreateCampaignDocument, campaignInput())).id;
});
afterAll(async () => {
  await server.stop();
  await world.close();
});

describe('P-02 what the API answers', () => {
  it('tells anybody which chain it is on', async () => {
    const { data } = await send(server.url, print(SystemDocument as DocumentNode));
    expect(data.system).toEqual({
      cluster: 'LOCAL',
      genesisHash: world.chain.genesisHash,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      explorerUrlTemplate: null,
      demoEmail: null,
    });
  });

  it('W-05 reads wallets with their balances from the chain', async () => {
    const { data, errors } = await as(ours, WalletsDocument);
    expect(errors).toEqual([]);
    expect(data.wallets.edges).toHaveLength(1);
    expect(data.wallets.edges[0].node).toMatchObject({
      ...{ id: walletId, kind: 'CUSTODIAL', active: true },
      balances: { lamports: `${5n * SOL}`, tokens: [], slot: expect.stringMatching(/^\d+$/) },
    });
  });

  it('T-01 T-02 reads tokens and pools, with names and reserves', async () => {
    const preview = await as(ours, TokenPreviewDocument, { mint: world.demo.mint });
    expect(preview.data.tokenPreview).toMatchObject({ program: 'TOKEN', supply: expect.stringMatching(/^\d+$/) });
    const tokens = await as(ours, TokensDocument);
    expect(tokens.data.tokens.edges[0].node).toMatchObject({ id: tokenId, mint: world.demo.mint });
    const pools = await as(ours, PoolsDocument, { tokenId });
    expect(pools.errors).toEqual([]);
    expect(pools.data.pools.edges[0].node).toMatchObject({
      ...{ id: poolId, venue: 'RAYDIUM_AMM_V4', feeBps: 25 },
      state: { baseReserve: expect.stringMatching(/^[1-9]\d*$/), quoteReserve: expect.stringMatching(/^[1-9]\d*$/) },
    });
  });

  it('C-01 reads a campaign back as it was asked for', async () => {
    const { data, errors } = await as(ours, CampaignDocument, { id: campaignId });
    expect(errors).toEqual([]);
    expect(data.campaign).toMatchObject({
      ...{ name: 'Drip', status: 'DRAFT', strategy: 'TWAP_BUY', slippageBps: 100, lastEventSeq: '0' },
      ...{ inputDecimals: 9, outputMint: world.demo.mint, allowedOperations: ['START'], currentRun: null },
      twapBuy: { budget: `${SOL}`, durationSeconds: 100, slices: 10, cadenceSeconds: null, limitPrice: null },
      ...{ token: { id: tokenId }, pool: { id: poolId }, wallet: { id: walletId } },
    });
  });

  it('C-02 C-05 starts, pauses, resumes and stops, and tells of it in events', async () => {
    const { id } = await make(CreateCampaignDocument, campaignInput());
    const operate = (document: unknown) => as(ours, document, { input: { campaignId: id, idempotencyKey: newKey() } });
    const started = await operate(StartCampaignDocument);
    expect(started.errors).toEqual([]);
    expect(started.data.startCampaign).toMatchObject({
      campaignId: id,
      number: 1,
      status: 'RUNNING',
      summary: { budget: `${SOL}`, trades: 0 },
    });
    expect(codeOf(await operate(StartCampaignDocument))).toBe('ALREADY_RUNNING');
    expect((await operate(PauseCampaignDocument)).data.pauseCampaign).toMatchObject({
      status: 'PAUSED',
      allowedOperations: ['RESUME', 'STOP'],
    });
    expect((await operate(ResumeCampaignDocument)).data.resumeCampaign).toMatchObject({ status: 'ACTIVE' });
    expect((await operate(StopCampaignDocument)).data.stopCampaign).toMatchObject({
      status: 'STOPPED',
      allowedOperations: ['START'],
    });
    const late = await operate(PauseCampaignDocument);
    expect(late.errors[0]?.extensions).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      from: 'STOPPED',
      operation: 'PAUSE',
    });
    const { data } = await as(ours, CampaignEventLogDocument, { id });
    const statuses = data.campaign.events.map((event: { status: string }) => event.status);
    expect(statuses).toEqual(['RUNNING', 'PAUSED', 'RUNNING', 'STOPPING', 'STOPPED']);
    expect(data.campaign.events.map((event: { seq: string }) => event.seq)).toEqual(['1', '2', '3', '4', '5']);
    const run = await as(ours, RunDocument, { id: started.data.startCampaign.id });
    expect(run.data.run).toMatchObject({ status: 'STOPPED', endedAt: expect.any(String) });
  });

  it('PF-02 pages by cursor', async () => {
    const first = await as(ours, CampaignsDocument, { first: 1 });
    const { edges, pageInfo } = first.data.campaigns;
    expect([edges.length, pageInfo.hasNextPage]).toEqual([1, true]);
    const second = await as(ours, CampaignsDocument, { first: 50, after: pageInfo.endCursor });
    expect(second.data.campaigns.edges.map((edge: { node: { id: string } }) => edge.node.id)).toContain(campaignId);
    expect(codeOf(await as(ours, CampaignsDocument, { after: 'nonsense' }))).toBe('INVALID_CURSOR');
    const tooMany = await as(ours, CampaignsDocument, { first: 101 });
    expect(tooMany.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' });
  });

  it('PF-02 reads many campaigns with as many queries as one', async () => {
    const query = vi.spyOn(server.runtime.db, 'as');
    const cost = async (first: number): Promise<number> => {
      query.mockClear();
      const { data, errors } = await send(server.url, NESTED, { first }, ours.token);
      expect(errors).toEqual([]);
      expect(data.campaigns.edges).toHaveLength(first);
      return query.mock.calls.length;
    };
    for (let n = 0; n < 3; n += 1) await make(CreateCampaignDocument, campaignInput());
    // Once a second the session is looked up too: that is no query of the list's.
    const least = async (first: number) => Math.min(await cost(first), await cost(first), await cost(first));
    expect(await least(3)).toBe(await least(1));
  });

  it('lists trades and fills, empty before the first', async () => {
    for (const document of [CampaignFillsDocument, CampaignExecutionsDocument]) {
      const { data, errors } = await as(ours, document, { id: campaignId });
      expect(errors).toEqual([]);
      expect(Object.values(data.campaign)).toContainEqual({
        edges: [],
        pageInfo: { hasNextPage: false, endCursor: null },
      });
    }
  });
});

describe('S-03 bad input', () => {
  it.each([
    ['a negative budget', { twapBuy: { budget: '-1' } }, 'BAD_USER_INPUT', 'twapBuy.budget'],
    ['a budget beyond u64', { twapBuy: { budget: '18446744073709551616' } }, 'BAD_USER_INPUT', 'twapBuy.budget'],
    ['a fractional budget', { twapBuy: { budget: '1.5' } }, 'BAD_USER_INPUT', 'twapBuy.budget'],
    ['a budget as a number', { twapBuy: { budget: 5 } }, 'BAD_USER_INPUT', 'twapBuy.budget'],
    ['a budget of nothing', { twapBuy: { budget: '0' } }, 'INVALID_STRATEGY', 'twapBuy.budget'],
    ['slices and cadence together', { twapBuy: { cadenceSeconds: 10 } }, 'INVALID_STRATEGY', 'twapBuy.cadenceSeconds'],
    ['neither slices nor cadence', { twapBuy: { slices: null } }, 'INVALID_STRATEGY', 'twapBuy.slices'],
    ['a limit price that is none', { twapBuy: { limitPrice: '-1' } }, 'INVALID_STRATEGY', 'twapBuy.limitPrice'],
    ['slippage of nothing', { slippageBps: 0 }, 'BAD_USER_INPUT', 'slippageBps'],
    ['slippage beyond bounds', { slippageBps: 5_001 }, 'BAD_USER_INPUT', 'slippageBps'],
    ['slippage in fractions', { slippageBps: 1.5 }, 'BAD_USER_INPUT', 'slippageBps'],
    ['no name', { name: '' }, 'BAD_USER_INPUT', 'name'],
    [
      'R-03 a route without its block engine',
      { route: 'JITO_ONLY', maxTipLamports: '5000' },
      'BLOCK_ENGINE_MISSING',
      'route',
    ],
    ['R-03 a tip on the RPC route', { maxTipLamports: '5000' }, 'BAD_USER_INPUT', 'maxTipLamports'],
    ['a key too short', { idempotencyKey: 'short' }, 'BAD_USER_INPUT', 'idempotencyKey'],
  ])('is named, and changes nothing: %s', async (_what, over, code, field) => {
    const before = await world.rows.digest();
    const { twapBuy: parameters, ...rest } = over as { twapBuy?: object };
    const input = campaignInput({ ...rest, twapBuy: twapBuy({ ...parameters }) });
    const { errors } = await as(ours, CreateCampaignDocument, { input });
    expect(errors[0]?.extensions).toMatchObject({
      code,
      field,
      fields: [{ path: field, message: expect.any(String) }],
    });
    expect(JSON.stringify(errors)).not.toMatch(/stack|node_modules|\.ts:/);
    expect(await world.rows.digest()).toBe(before);
  });

  it.each([
    ['a mint that is no address', RegisterTokenDocument, { mint: 'nonsense' }, 'INVALID_ADDRESS', 'mint'],
    [
      'a mint that is a wallet',
      RegisterTokenDocument,
      { mint: '11111111111111111111111111111111' },
      'NOT_A_MINT',
      'mint',
    ],
    ['a label too long', CreateWalletDocument, { label: 'x'.repeat(81) }, 'BAD_USER_INPUT', 'label'],
  ])('is named for %s', async (_what, document, input, code, field) => {
    const { errors } = await as(ours, document, { input: { idempotencyKey: newKey(), ...input } });
    expect(errors[0]?.extensions).toMatchObject({ code, field });
  });

  it('C-08 tells how much money is missing', async () => {
    const poor = await make(CreateWalletDocument, { label: 'Poor' });
    const { id } = await make(CreateCampaignDocument, campaignInput({ walletId: poor.id }));
    const { errors } = await as(ours, StartCampaignDocument, { input: { campaignId: id, idempotencyKey: newKey() } });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'INSUFFICIENT_BALANCE',
      missing: expect.stringMatching(/^[1-9]\d*$/),
    });
  });
});

describe('A-08 A-09 another organisation', () => {
  const id = (of: () => string) => of;

  it.each([
    ['a wallet', WalletDocument, id(() => walletId)],
    ['a campaign', CampaignDocument, id(() => campaignId)],
    ['the events of a campaign', CampaignEventLogDocument, id(() => campaignId)],
    ['the fills of a campaign', CampaignFillsDocument, id(() => campaignId)],
  ])('sees %s as missing', async (_what, document, of) => {
    const [foreign, missing, nonsense] = await Promise.all(
      [of(), newId(), 'nonsense'].map((wanted) => as(theirs, document, { id: wanted })),
    );
    expect(codeOf(missing as Answer)).toBe('NOT_FOUND');
    expect(foreign).toEqual(missing);
    expect(nonsense).toEqual(missing);
    expect((await as(ours, document, { id: of() })).errors).toEqual([]);
  });

  it.each([
    ['start', StartCampaignDocument],
    ['pause', PauseCampaignDocument],
    ['resume', ResumeCampaignDocument],
    ['stop', StopCampaignDocument],
  ])('cannot %s a campaign, and changes nothing', async (_what, document) => {
    const before = await world.rows.digest();
    const tried = (campaign: string) =>
      as(theirs, document, { input: { campaignId: campaign, idempotencyKey: newKey() } });
    const [foreign, missing] = await Promise.all([tried(campaignId), tried(newId())]);
    expect(codeOf(foreign)).toBe('NOT_FOUND');
    expect(foreign).toEqual(missing);
    expect(await world.rows.digest()).toBe(before);
  });

  it('cannot build on what is not its own', async () => {
    for (const over of [{ walletId }, { tokenId }, { poolId }]) {
      const { errors } = await as(theirs, CreateCampaignDocument, { input: campaignInput(over) });
      expect(errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    }
    const pool = { address: world.demo.pool, tokenId, idempotencyKey: newKey() };
    expect(codeOf(await as(theirs, AddPoolDocument, { input: pool }))).toBe('NOT_FOUND');
    expect(codeOf(await as(theirs, PoolsDocument, { tokenId }))).toBe('NOT_FOUND');
  });

  it('has lists of its own', async () => {
    for (const document of [WalletsDocument, TokensDocument, PoolsDocument, CampaignsDocument]) {
      const { data } = await as(theirs, document);
      expect(Object.values(data)).toEqual([{ edges: [], pageInfo: { hasNextPage: false, endCursor: null } }]);
    }
  });
});

describe('A-05 roles', () => {
  it('a viewer reads and changes nothing', async () => {
    const viewer = await signUpSomebody(server.url);
    await world.rows.select(`UPDATE members SET role = 'viewer' WHERE user_id = $1`, [viewer.userId]);
    server.runtime.standings.forget((await server.runtime.identity.verify(viewer.token))?.sessionId ?? '');
    expect((await as(viewer, WalletsDocument)).errors).toEqual([]);
    const before = await world.rows.digest();
    const key = { idempotencyKey: newKey() };
    const mutations: [unknown, object][] = [
      [CreateWalletDocument, { label: 'No', ...key }],
      [ImportWalletDocument, { label: 'No', address: world.demo.mint, sealedKey: 'AAAA', ...key }],
      [RegisterTokenDocument, { mint: world.demo.mint, ...key }],
      [AddPoolDocument, { address: world.demo.pool, tokenId, ...key }],
      [CreateCampaignDocument, campaignInput()],
      [StartCampaignDocument, { campaignId, ...key }],
      [PauseCampaignDocument, { campaignId, ...key }],
      [ResumeCampaignDocument, { campaignId, ...key }],
      [StopCampaignDocument, { campaignId, ...key }],
    ];
    for (const [document, input] of mutations) expect(codeOf(await as(viewer, document, { input }))).toBe('FORBIDDEN');
    expect(codeOf(await as(viewer, SignerKeyDocument))).toBe('FORBIDDEN');
    expect(await world.rows.digest()).toBe(before);
  });

  it('a stranger is asked to sign in, whatever they ask for', async () => {
    const stranger = { ...ours, token: '' };
    for (const document of [WalletsDocument, TokensDocument, PoolsDocument, CampaignsDocument, SignerKeyDocument]) {
      expect(codeOf(await as(stranger, document))).toBe('UNAUTHENTICATED');
    }
    expect(codeOf(await as(stranger, StopCampaignDocument, { input: { campaignId, idempotencyKey: newKey() } }))).toBe(
      'UNAUTHENTICATED',
    );
  });
});
