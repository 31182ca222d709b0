/** Mutations that take an `idempotencyKey`, and for each of them two bodies that may be sent with one. */
import { randomBytes } from 'node:crypto';
import { Keypair } from '@solana/web3.js';
import { type GraphQLInputObjectType, type GraphQLSchema, getNamedType, isInputObjectType } from 'graphql';
import { type Person, send } from './graphql.ts';
import { newKey, type World } from './world.ts';

/** Names of all mutations whose input has an `idempotencyKey`. */
export const keyedMutations = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter(({ args }) =>
      args.some(({ type }) => {
        const named = getNamedType(type);
        return isInputObjectType(named) && 'idempotencyKey' in (named as GraphQLInputObjectType).getFields();
      }),
    )
    .map(({ name }) => name);

type Input = Readonly<Record<string, unknown>>;

/** What a person has before they send a mutation. */
export interface Holdings {
  readonly person: Person;
  readonly walletId: string;
  readonly tokenId: string;
  readonly poolId: string;
  registerToken(mint: string): Promise<string>;
  /** A new one that can be used at once. */
  withdrawalAddress(): Promise<string>;
  /** A new campaign in that state. */
  campaign(state: 'draft' | 'active' | 'paused'): Promise<string>;
}

export interface Keyed {
  /** What is selected of the answer; a path to an id that tells one result from another. */
  readonly select: string;
  readonly input: (world: World, own: Holdings) => Promise<Input> | Input;
  /** What makes it another body. */
  readonly other: (world: World, own: Holdings) => Promise<Input> | Input;
  /** Only an administrator may. */
  readonly admin?: true;
  /** What it answers is kept nowhere: the same key again is a CONFLICT. */
  readonly answeredOnce?: true;
  /** For somebody who has nothing yet. */
  readonly fresh?: true;
}

const somebody = (): string => Keypair.generate().publicKey.toBase58();
const inAMonth = (): string => new Date(Date.now() + 30 * 86_400_000).toISOString();
const onCampaign = (state: 'draft' | 'active' | 'paused', select: string): Keyed => ({
  select,
  input: async (_world, own) => ({ campaignId: await own.campaign(state) }),
  other: async (_world, own) => ({ campaignId: await own.campaign(state) }),
});
const reason = { other: () => ({ reason: 'another reason' }) };

const TWAP = { budget: '1000000000', durationSeconds: 3_600, slices: 10 };

export const KEYED: Readonly<Record<string, Keyed>> = {
  createWallet: { select: 'id', input: () => ({ label: 'Main' }), other: () => ({ label: 'Other' }) },
  importWallet: {
    select: 'id',
    input: () => ({ label: 'Mine', address: somebody(), sealedKey: 'AAAA' }),
    other: () => ({ sealedKey: 'BBBB' }),
  },
  addWatchWallet: {
    select: 'id',
    input: () => ({ label: 'Theirs', address: somebody() }),
    other: () => ({ address: somebody() }),
  },
  registerToken: {
    select: 'id',
    fresh: true,
    input: ({ demo }) => ({ mint: demo.mint }),
    other: () => ({ mint: 'So11111111111111111111111111111111111111112' }),
  },
  addPool: {
    select: 'id',
    fresh: true,
    input: async ({ demo }, { registerToken }) => ({ address: demo.pool, tokenId: await registerToken(demo.mint) }),
    other: ({ demo }) => ({ address: demo.mint }),
  },
  createCampaign: {
    select: 'id',
    input: (_world, { walletId, tokenId, poolId }) => ({
      ...{ name: 'Drip', walletId, tokenId, poolId, slippageBps: 100, twapBuy: TWAP },
    }),
    other: () => ({ slippageBps: 101 }),
  },
  startCampaign: onCampaign('draft', 'id'),
  pauseCampaign: onCampaign('active', 'id'),
  resumeCampaign: onCampaign('paused', 'id'),
  stopCampaign: onCampaign('active', 'id'),
  createApiKey: {
    select: 'apiKey { id }',
    input: () => ({ name: 'A program', scopes: ['READ'], expiresAt: inAMonth() }),
    other: () => ({ scopes: ['READ', 'TRADE'] }),
  },
  inviteMember: {
    select: 'invitation { id }',
    input: () => ({ email: `${newKey()}@example.test`, role: 'VIEWER' }),
    other: () => ({ role: 'TRADER' }),
  },
  createOrganization: {
    select: 'organizationId',
    input: () => ({ name: 'Second' }),
    other: () => ({ name: 'Third' }),
  },
  exportWalletKey: {
    select: 'address',
    input: (_world, { walletId }) => ({ walletId, recipientPublicKey: randomBytes(32).toString('base64') }),
    other: () => ({ recipientPublicKey: randomBytes(32).toString('base64') }),
    answeredOnce: true,
  },
  addWithdrawalAddress: {
    select: 'id',
    input: () => ({ address: somebody(), label: 'Exchange' }),
    other: () => ({ label: 'Another' }),
  },
  withdraw: {
    select: 'id',
    input: async (_world, { walletId, withdrawalAddress }) => ({
      ...{ walletId, addressId: await withdrawalAddress(), asset: 'SOL', amount: '1000000' },
    }),
    other: () => ({ amount: '2000000' }),
  },
  restrict: {
    select: 'guard { scopeId }',
    input: (_world, { walletId }) => ({ scope: 'WALLET', scopeId: walletId, state: 'REDUCING', reason: 'a drill' }),
    ...reason,
  },
  rearm: {
    select: 'guard { scopeId }',
    input: (_world, { walletId }) => ({ scope: 'WALLET', scopeId: walletId, reason: 'the drill is over' }),
    ...reason,
  },
  haltAll: { select: 'guard { scope reason }', input: () => ({ reason: 'a drill' }), ...reason, admin: true },
};

/** Mutations that need no key, and why once more does no harm. */
export const UNKEYED: Readonly<Record<string, string>> = {
  acceptInvitation: 'the link is good once',
  acknowledgeAlert: 'says what is so already',
  attestLegalUse: 'one declaration for each person and text',
  beginOAuth: 'a challenge of its own each time, good for minutes',
  beginTwoFactor: 'the last secret that was begun is the one that counts',
  beginWalletProof: 'a challenge of its own each time, good for minutes',
  beginWalletSignIn: 'a challenge of its own each time, good for minutes',
  changeMemberRole: 'sets what is so already',
  changePassword: 'the password before is right once',
  completeOAuth: 'the state is good once',
  confirmTwoFactor: 'a code is good once',
  createLinkCode: 'a code of its own each time, good for minutes',
  deleteWallet: 'what is deleted stays so',
  disableTwoFactor: 'what is off stays so',
  discardDeadLetter: 'a decided letter stays as it is',
  leaveOrganization: 'who has left is no member',
  proveWallet: 'the challenge is good once',
  redeemLinkCode: 'the code is good once',
  refreshSession: 'the refresh token is good once; again within seconds it is the same session',
  regenerateBackupCodes: 'the last codes are the ones that count',
  removeMember: 'who was removed is no member',
  removeWithdrawalAddress: 'what is removed stays so',
  renameOrganization: 'sets what is so already',
  requestPasswordReset: 'a link of its own each time; each ends the one before',
  resetPassword: 'the link is good once',
  resolveReview: 'holds for the one signature that is marked; it is resolved once',
  retryDeadLetter: 'a decided letter stays as it is',
  revokeApiKey: 'what is revoked stays so',
  revokeInvitation: 'what is revoked stays so',
  revokeOtherSessions: 'what is ended stays so',
  revokeSession: 'what is ended stays so',
  sendVerificationEmail: 'a link of its own each time; each ends the one before',
  setIpAllowList: 'sets what is so already',
  signIn: 'a session of its own each time, as asked for',
  signInTwoFactor: 'the challenge is good once',
  signInWithWallet: 'the challenge is good once',
  signOut: 'what is ended stays so',
  signUp: 'one account for each e-mail address',
  stepUp: 'sets the moment of the last proof',
  switchOrganization: 'sets what is so already',
  unlinkIdentity: 'what is unlinked stays so',
  updateWallet: 'sets what is so already',
  verifyEmail: 'the link is good once',
};

async function make(url: string, person: Person, name: string, type: string, input: Input): Promise<string> {
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { id } }`;
  const answer = await send(url, query, { input: { idempotencyKey: newKey(), ...input } }, person.token);
  if (answer.errors.length > 0) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`);
  return answer.data[name].id;
}

/** Somebody without anything; what they have not is empty. */
export const newcomer = (url: string, person: Person): Holdings => ({
  ...{ person, walletId: '', tokenId: '', poolId: '' },
  registerToken: (mint) => make(url, person, 'registerToken', 'RegisterTokenInput', { mint }),
  withdrawalAddress: () => Promise.reject(new Error('a newcomer has not proved themselves')),
  campaign: () => Promise.reject(new Error('a newcomer has no campaign')),
});

/** A wallet with money, the demo token and its pool. */
export async function furnish(url: string, world: World, person: Person): Promise<Holdings> {
  const create = (name: string, type: string, input: Input): Promise<string> => make(url, person, name, type, input);
  const walletId = await create('createWallet', 'CreateWalletInput', { label: 'Main' });
  const { registerToken } = newcomer(url, person);
  const tokenId = await registerToken(world.demo.mint);
  const poolId = await create('addPool', 'AddPoolInput', { address: world.demo.pool, tokenId });
  const [wallet] = await world.rows.select<{ address: string }>('SELECT address FROM wallets WHERE id = $1', [
    walletId,
  ]);
  await world.fund(wallet?.address as never, 100_000_000_000n);
  const stepUp = 'mutation ($input: StepUpInput!) { stepUp(input: $input) }';
  const { errors } = await send(url, stepUp, { input: { password: person.password } }, person.token);
  if (errors.length > 0) throw new Error(`stepUp: ${JSON.stringify(errors)}`);
  return {
    ...{ person, walletId, tokenId, poolId, registerToken },
    withdrawalAddress: () =>
      create('addWithdrawalAddress', 'AddWithdrawalAddressInput', { address: somebody(), label: 'Mine' }),
    async campaign(state) {
      const terms = { walletId, tokenId, poolId, slippageBps: 100, twapBuy: TWAP };
      const id = await create('createCampaign', 'CreateCampaignInput', { name: 'Drip', ...terms });
      if (state !== 'draft') await create('startCampaign', 'CampaignActionInput', { campaignId: id });
      if (state === 'paused') await create('pauseCampaign', 'CampaignActionInput', { campaignId: id });
      return id;
    },
  };
}
