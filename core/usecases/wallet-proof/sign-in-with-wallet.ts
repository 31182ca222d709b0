import { appError } from '#core/domain/errors.ts';
import { shortAddress } from '#core/domain/ids.ts';
import type { People } from '#core/ports/people.ts';
import { findAccount } from '#core/store/accounts.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from '../account/account-deps.ts';
import { type Entering, enter } from '../account/enter.ts';
import type { OpenSession } from '../account/open-session.ts';
import { type SignedProof, takeProof } from './take-proof.ts';

export type WalletSignInDeps = Pick<AccountDeps, 'db' | 'identity'> & { readonly people: People };

/**
 * Signs in whoever signed the message of `beginWalletSignIn`; at first sight they get an account with an organisation of its own
 * (A-11).
 * @throws AppError TOKEN_INVALID, PROOF_INVALID, WRONG_CREDENTIALS when they are banned, TWO_FACTOR_REQUIRED
 */
export async function signInWithWallet(
  deps: WalletSignInDeps,
  proof: SignedProof,
  origin: Entering['origin'],
): Promise<OpenSession> {
  const { address } = await takeProof(deps.db, 'wallet-sign-in', proof);
  const identity = { provider: 'solana', subject: address };
  const known = await deps.people.personOf(identity);
  const userId = known ?? (await deps.people.make({ ...identity, name: shortAddress(address), email: null }));
  const account = await findAccount(deps.db.as(NO_TENANT), { userId });
  if (account === null) throw appError('WRONG_CREDENTIALS', {});
  return enter(deps, userId, { origin, method: 'wallet' });
}
