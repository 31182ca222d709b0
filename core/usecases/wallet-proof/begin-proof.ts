/** Asking for a signed message (A-11, W-04). What it is for stands in it, so that a signature is good for that alone. */
import { randomBytes } from 'node:crypto';
import { clusterOf } from '#core/domain/clusters.ts';
import { isSigningKey } from '#core/domain/curve.ts';
import { appError } from '#core/domain/errors.ts';
import { type Address, type OrganizationId, parseAddress, type WalletId } from '#core/domain/ids.ts';
import { signInMessage } from '#core/domain/sign-in-message.ts';
import type { Chain } from '#core/ports/chain.ts';
import { type ChallengePurpose, insertChallenge } from '#core/store/challenges.ts';
import type { Database } from '#core/store/db.ts';
import { type Actor, NO_TENANT } from '#core/store/tenant.ts';
import { findWallet } from '#core/store/wallets.ts';
import { found } from '../found.ts';
import { requireTrader } from '../require-trader.ts';
import { hashSecret } from '../tenant-secret.ts';

/** How long a message can be signed. */
const SECONDS = 5 * 60;
const NONCE_BYTES = 16;

export interface BeginProofDeps {
  readonly db: Database;
  readonly chain: Pick<Chain, 'genesisHash'>;
  /** Where people reach the console, without a slash at the end. */
  readonly publicUrl: string;
}

/** What to sign, and what to send back with the signature. */
export interface ProofRequest {
  readonly message: string;
  readonly nonce: string;
  readonly expiresAt: Date;
}

/** What a signature would prove. */
export interface ProofSubject {
  readonly message: string;
  readonly address: Address;
  /** Of a proof that an organisation holds a wallet's key. */
  readonly organizationId?: OrganizationId;
  readonly walletId?: WalletId;
}

/** A message that signs whoever holds the key of `address` in. @throws AppError INVALID_ADDRESS, ADDRESS_OFF_CURVE */
export function beginWalletSignIn(deps: BeginProofDeps, address: string): Promise<ProofRequest> {
  const statement = 'Sign in to Sluice. This moves no money and costs nothing.';
  return begin(deps, { purpose: 'wallet-sign-in', statement, subject: { address: parseAddress(address, 'address') } });
}

/**
 * A message that shows that the organisation holds the key of one of its watch-only wallets.
 * @throws AppError FORBIDDEN, NOT_FOUND, ADDRESS_OFF_CURVE
 */
export async function beginWalletProof(deps: BeginProofDeps, actor: Actor, id: string): Promise<ProofRequest> {
  requireTrader(actor);
  const { id: walletId, address } = found(await findWallet(deps.db.as(actor), actor, id), 'wallet');
  const { organizationId } = actor;
  const statement = `Prove to Sluice that this wallet belongs to the organisation ${organizationId}. This moves no money and costs nothing.`;
  return begin(deps, { purpose: 'wallet-ownership', statement, subject: { address, organizationId, walletId } });
}

async function begin(
  { db, chain, publicUrl }: BeginProofDeps,
  asked: { purpose: ChallengePurpose; statement: string; subject: Omit<ProofSubject, 'message'> },
): Promise<ProofRequest> {
  const { purpose, statement, subject } = asked;
  const { address } = subject;
  if (!isSigningKey(address)) throw appError('ADDRESS_OFF_CURVE', { field: 'address', value: address });
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  const issuedAt = new Date();
  const expiresAt = new Date(issuedAt.getTime() + SECONDS * 1000);
  const cluster = clusterOf(chain.genesisHash);
  const message = signInMessage({ publicUrl, address, statement, cluster, nonce, issuedAt, expiresAt });
  const detail: ProofSubject = { ...subject, message };
  await insertChallenge(db.as(NO_TENANT), { hash: hashSecret(nonce), purpose, detail, seconds: SECONDS });
  return { message, nonce, expiresAt };
}
