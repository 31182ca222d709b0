/**
 * Every root field of the API with what a test needs to call it: which object each of its id arguments names, and values for
 * arguments whose name or type does not say enough. Who adds a field adds a line here; until then the isolation test fails.
 */
import { Keypair } from '@solana/web3.js';
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { newKey } from './world.ts';

/** What an id can name; the fixture (tests/support/belongings.ts) has one of each for both organisations. */
export type Kind =
  | 'organization'
  | 'user'
  | 'session'
  | 'identity'
  | 'apiKey'
  | 'invitation'
  | 'wallet'
  | 'token'
  | 'pool'
  | 'campaign'
  | 'run'
  | 'execution'
  | 'withdrawal'
  | 'withdrawalAddress'
  | 'alert'
  | 'deadLetter';

export interface Operation {
  /** By the path of each argument of type ID. */
  readonly ids?: Readonly<Record<string, Kind>>;
  /** By the path of an argument; those that are optional and not named here are left out. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What is answered for what is not there, where that is not NOT_FOUND. Null: no error, and nothing in it. */
  readonly missing?: string | null;
}

/** Thirty-two bytes, as a console's public key has. */
const RECIPIENT = Buffer.alloc(32, 9).toString('base64');
const onCampaign: Operation = { ids: { 'input.campaignId': 'campaign' } };
const inItsScope: Operation = { ids: { 'input.scopeId': 'wallet' }, values: { 'input.scope': 'WALLET' } };
const onLetter: Operation = { ids: { 'input.id': 'deadLetter' } };

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  // Queries
  adminAuditLog: { ids: { organizationId: 'organization', 'filter.actorId': 'user' } },
  alerts: {},
  apiKeys: {},
  attestation: {},
  auditLog: { ids: { 'filter.actorId': 'user' }, missing: null },
  campaign: { ids: { id: 'campaign' } },
  campaigns: {},
  deadLetters: {},
  guards: {},
  invitations: {},
  linkedIdentities: {},
  me: {},
  members: {},
  oauthProviders: {},
  organization: {},
  organizations: {},
  pools: { ids: { tokenId: 'token' } },
  run: { ids: { id: 'run' } },
  sessions: {},
  signerKey: {},
  system: {},
  systemHealth: {},
  tokenPreview: {},
  tokens: {},
  wallet: { ids: { id: 'wallet' } },
  wallets: {},
  withdrawal: { ids: { id: 'withdrawal' } },
  withdrawalAddresses: {},
  withdrawalPreview: { ids: { 'input.walletId': 'wallet', 'input.addressId': 'withdrawalAddress' } },
  withdrawals: {},
  // Mutations
  acceptInvitation: {},
  acknowledgeAlert: { ids: { id: 'alert' } },
  addPool: { ids: { 'input.tokenId': 'token' } },
  addWatchWallet: {},
  addWithdrawalAddress: {},
  attestLegalUse: {},
  beginOAuth: {},
  beginTwoFactor: {},
  beginWalletProof: { ids: { walletId: 'wallet' } },
  beginWalletSignIn: {},
  changeMemberRole: { ids: { 'input.userId': 'user' } },
  changePassword: {},
  completeOAuth: {},
  confirmTwoFactor: {},
  createApiKey: {},
  createCampaign: {
    ids: { 'input.walletId': 'wallet', 'input.tokenId': 'token', 'input.poolId': 'pool' },
    values: { 'input.slippageBps': 100, 'input.twapBuy.durationSeconds': 3_600, 'input.twapBuy.slices': 10 },
  },
  createLinkCode: {},
  createOrganization: {},
  createWallet: {},
  deleteWallet: { ids: { id: 'wallet' } },
  disableTwoFactor: {},
  exportWalletKey: { ids: { 'input.walletId': 'wallet' }, values: { 'input.recipientPublicKey': RECIPIENT } },
  discardDeadLetter: onLetter,
  haltAll: {},
  importWallet: {},
  inviteMember: {},
  leaveOrganization: {},
  pauseCampaign: onCampaign,
  proveWallet: { ids: { 'input.walletId': 'wallet' } },
  rearm: inItsScope,
  redeemLinkCode: {},
  refreshSession: {},
  regenerateBackupCodes: {},
  registerToken: {},
  removeMember: { ids: { userId: 'user' } },
  removeWithdrawalAddress: { ids: { id: 'withdrawalAddress' } },
  renameOrganization: {},
  requestPasswordReset: {},
  resetPassword: {},
  resolveReview: { ids: { 'input.executionId': 'execution' } },
  restrict: inItsScope,
  resumeCampaign: onCampaign,
  retryDeadLetter: onLetter,
  revokeApiKey: { ids: { id: 'apiKey' } },
  revokeInvitation: { ids: { id: 'invitation' } },
  revokeOtherSessions: {},
  revokeSession: { ids: { id: 'session' } },
  sendVerificationEmail: {},
  setIpAllowList: { values: { networks: [] } },
  signIn: {},
  signInTwoFactor: {},
  signInWithWallet: {},
  signOut: {},
  signUp: {},
  startCampaign: onCampaign,
  stepUp: {},
  stopCampaign: onCampaign,
  switchOrganization: { ids: { organizationId: 'organization' } },
  unlinkIdentity: { ids: { id: 'identity' } },
  updateWallet: { ids: { 'input.id': 'wallet' }, values: { 'input.label': 'Another name' } },
  verifyEmail: {},
  withdraw: { ids: { 'input.walletId': 'wallet', 'input.addressId': 'withdrawalAddress' } },
  // Subscriptions
  campaignEvents: { ids: { campaignId: 'campaign' } },
};

/** Paths of all arguments of type ID, however deep. */
export function idPaths(field: GraphQLField<unknown, unknown>): string[] {
  const within = (type: GraphQLInputType, path: string): string[] => {
    const named = getNamedType(type);
    if (isScalarType(named)) return named.name === 'ID' ? [path] : [];
    if (!isInputObjectType(named)) return [];
    return Object.values(named.getFields()).flatMap((one) => within(one.type, `${path}.${one.name}`));
  };
  return field.args.flatMap(({ name, type }) => within(type, name));
}

/** By the argument's own name, where its type would let pass what the field refuses. */
const BY_NAME: Readonly<Record<string, () => unknown>> = {
  idempotencyKey: newKey,
  email: () => `${newKey()}@example.test`,
  password: () => 'correct horse battery staple',
  newPassword: () => 'another horse battery staple',
  reason: () => 'the test asks for it',
  asset: () => 'SOL',
  label: () => 'Sample',
  sealedKey: () => 'AAAA',
};

const BY_TYPE: Readonly<Record<string, () => unknown>> = {
  String: () => 'sample',
  ID: () => crypto.randomUUID(),
  Int: () => 1,
  Boolean: () => true,
  U64: () => '1000000000',
  Address: () => Keypair.generate().publicKey.toBase58(),
  DateTime: () => new Date(Date.now() + 86_400_000).toISOString(),
};

function sample(type: GraphQLInputType, path: string, given: ReadonlyMap<string, unknown>): unknown {
  if (given.has(path)) return given.get(path);
  const bare = getNullableType(type);
  if (isListType(bare)) return [sample(bare.ofType, path, given)];
  if (isInputObjectType(bare)) {
    const fields = Object.values(bare.getFields());
    return Object.fromEntries(
      fields
        .filter((one) => isWanted(one.type, `${path}.${one.name}`, given))
        .map((one) => [one.name, sample(one.type, `${path}.${one.name}`, given)]),
    );
  }
  if (isEnumType(bare)) return bare.getValues()[0]?.name;
  const make = BY_NAME[path.split('.').at(-1) ?? ''] ?? BY_TYPE[getNamedType(type).name];
  if (make === undefined) throw new Error(`tests/support/operations.ts knows no value for ${path}: ${type}`);
  return make();
}

/** What must be given, and what is. */
const isWanted = (type: GraphQLInputType, path: string, given: ReadonlyMap<string, unknown>): boolean =>
  isNonNullType(type) || [...given.keys()].some((one) => one === path || one.startsWith(`${path}.`));

export type RootKind = 'query' | 'mutation' | 'subscription';

/** A document that asks the field for all its plain values, and its variables. `ids` stand at their paths. */
export function requestOf(
  kind: RootKind,
  field: GraphQLField<unknown, unknown>,
  ids: Readonly<Record<string, string>>,
): { query: string; variables: Record<string, unknown> } {
  const given = new Map<string, unknown>([
    ...Object.entries(OPERATIONS[field.name]?.values ?? {}),
    ...Object.entries(ids),
  ]);
  const args = field.args.filter(
    (arg) => isWanted(arg.type, arg.name, given) && (arg.defaultValue === undefined || given.has(arg.name)),
  );
  const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = `${field.name}${passed === '' ? '' : `(${passed})`}`;
  return {
    query: `${kind} Op${declared === '' ? '' : `(${declared})`} { ${call} ${selectionOf(field)} }`,
    variables: Object.fromEntries(args.map(({ name, type }) => [name, sample(type, name, given)])),
  };
}

/** Plain fields, and those of lists of objects one step below: what a page holds. */
function selectionOf(field: GraphQLField<unknown, unknown>, depth = 2): string {
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return '';
  if (!isObjectType(type) || depth === 0) return '{ __typename }';
  const inner = Object.values(type.getFields())
    .filter((one) => one.args.length === 0)
    .filter((one) => !isCompositeType(getNamedType(one.type)) || ['edges', 'node', 'nodes'].includes(one.name))
    .map((one) => `${one.name} ${selectionOf(one, depth)}`.trim());
  return `{ ${['__typename', ...inner].join(' ')} }`;
}
