/** How often each thing may be asked for (S-01), and on whose account it goes. */
import { createHash } from 'node:crypto';
import { type Demand, type LimitPolicy, POINTS_PER_REQUEST } from '#core/domain/limit/policy.ts';
import type { ServerRuntime } from '#core/runtime/server.ts';
import { networkOf } from '../../client-address.ts';
import type { Requester } from '../../context.ts';
import type { RootField } from './root-fields.ts';

type EdgeSettings = ServerRuntime['edge'];

/** The caller's own account, that of the network address, or that of the e-mail address an attempt is about. */
type Holder = 'user' | 'address' | 'email';

interface OperationLimit {
  readonly by: Holder;
  readonly calls: number;
  readonly seconds: number;
  /** Refused when attempts cannot be counted together. */
  readonly failClosed: boolean;
}

const limit = (by: Holder, calls: number, seconds: number, failClosed = false): OperationLimit => ({
  ...{ by, calls, seconds, failClosed },
});

/** Attempts at a secret: by where they come from, and by whose account it is. */
const ATTEMPTS = [limit('address', 20, 60, true), limit('email', 10, 60, true)];
/** Attempts whose account is known by the secret alone. */
const BLIND_ATTEMPTS = [limit('address', 20, 60, true)];
/** Attempts of a person who is signed in, at what only they know; and what makes a key, or takes one in or out. */
const SENSITIVE = [limit('user', 10, 60, true)];
/** What sends a mail. */
const MAILS = [limit('user', 10, 600)];

/** On top of the requests of a minute. A root field that strangers may ask for and that is not here would fail a test. */
export const OPERATION_LIMITS: Readonly<Record<string, readonly OperationLimit[]>> = {
  signIn: ATTEMPTS,
  signInTwoFactor: BLIND_ATTEMPTS,
  beginWalletSignIn: BLIND_ATTEMPTS,
  signInWithWallet: BLIND_ATTEMPTS,
  beginOAuth: BLIND_ATTEMPTS,
  completeOAuth: BLIND_ATTEMPTS,
  redeemLinkCode: BLIND_ATTEMPTS,
  verifyEmail: BLIND_ATTEMPTS,
  resetPassword: BLIND_ATTEMPTS,
  requestPasswordReset: [limit('address', 10, 600, true), limit('email', 3, 600, true)],
  signUp: [limit('address', 10, 600, true)],
  refreshSession: [limit('address', 120, 60)],
  stepUp: SENSITIVE,
  changePassword: SENSITIVE,
  beginTwoFactor: SENSITIVE,
  confirmTwoFactor: SENSITIVE,
  disableTwoFactor: SENSITIVE,
  regenerateBackupCodes: SENSITIVE,
  createApiKey: SENSITIVE,
  createWallet: SENSITIVE,
  importWallet: SENSITIVE,
  exportWalletKey: SENSITIVE,
  addWithdrawalAddress: SENSITIVE,
  withdraw: SENSITIVE,
  sendVerificationEmail: MAILS,
  inviteMember: MAILS,
  startCampaign: [limit('user', 5, 60)],
};

const POINTS_PER_COST = 1 / 10;

/**
 * What an operation weighs: a mutation or a subscription a request, a query a tenth of one for each ten of its cost, at least one
 * tenth.
 */
export function pointsOf(kind: 'query' | 'mutation' | 'subscription', fields: number, cost: number): number {
  const reading = Math.max(1, Math.ceil(cost * POINTS_PER_COST));
  return kind === 'query' ? reading : fields * POINTS_PER_REQUEST + reading - 1;
}

/** On whose account ordinary requests go: the person's, or for strangers the network address's. */
export function accountOf({ caller, address }: Requester, edge: EdgeSettings): Omit<Demand, 'points'> {
  const quota = Math.round(edge.requestsPerMinute * POINTS_PER_REQUEST * edge.factor);
  const policy = { name: caller === null ? 'address' : 'user', quota, windowSeconds: 60, failClosed: false };
  return { policy, key: caller?.userId ?? networkOf(address) };
}

/** What the root fields ask of the limits of their own. */
export function operationDemands(fields: readonly RootField[], requester: Requester, edge: EdgeSettings): Demand[] {
  const demands = new Map<string, Demand>();
  for (const { name, args } of fields) {
    for (const one of OPERATION_LIMITS[name] ?? []) {
      const key = keyOf(one.by, requester, args);
      const policy = policyOf(name, one, edge);
      const before = demands.get(`${policy.name}:${key}`)?.points ?? 0;
      demands.set(`${policy.name}:${key}`, { policy, key, points: before + 1 });
    }
  }
  return [...demands.values()];
}

const policyOf = (
  name: string,
  { by, calls, seconds, failClosed }: OperationLimit,
  edge: EdgeSettings,
): LimitPolicy => ({
  name: `${name}-${by}`,
  quota: Math.round(calls * edge.factor),
  windowSeconds: seconds,
  failClosed,
});

function keyOf(by: Holder, { caller, address }: Requester, args: Readonly<Record<string, unknown>>): string {
  if (by === 'user') return caller?.userId ?? networkOf(address);
  if (by === 'address') return networkOf(address);
  const { email } = { ...(args['input'] as object | undefined), ...args } as { email?: unknown };
  // Hashed: the limiter's memory need not know who signs in here.
  return createHash('sha256').update(String(email).trim().toLowerCase()).digest('base64url');
}
