/** The frame of everything that could be guessed at: passwords and codes. Counted in Postgres, so for all servers together. */
import { createHash } from 'node:crypto';
import { appError } from '#core/domain/errors.ts';
import type { UserId } from '#core/domain/ids.ts';
import { countGuess, forgetGuesses, type GuessPolicy, takeBackGuess } from '#core/store/guesses.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from './account-deps.ts';

/** What is guessed at, or where from. */
export interface Subject extends GuessPolicy {
  readonly name: string;
  /** A right guess forgets all wrong ones at this subject; else it takes back itself alone. */
  readonly forgiving: boolean;
}

/**
 * An account is slowed down and never locked: whoever knows the address could lock its owner out. A guess a minute is 1,440 a day
 * against a password of 12 characters that is on no list.
 */
const ACCOUNT = { free: 5, firstWait: 1, longestWait: 60, forgiving: true } as const;
/** Many people may share an address. */
const ADDRESS = { free: 50, firstWait: 1, longestWait: 900, forgiving: false } as const;
/** A code has a million values, three of them right at a time. */
const CODES = { free: 5, firstWait: 2, longestWait: 300, forgiving: true } as const;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The password of the account with this address, whether there is one or not. */
export const passwordOf = (email: string): Subject => ({ name: `password:account:${digest(email)}`, ...ACCOUNT });

/** Passwords guessed at from a network address. */
export const passwordFrom = (ip: string | null): Subject[] =>
  ip === null ? [] : [{ name: `password:address:${ip}`, ...ADDRESS }];

/** The codes of a person. */
export const codesOf = (userId: UserId): Subject => ({ name: `code:account:${userId}`, ...CODES });

/**
 * The password that a signed-in person gives again. Apart from the codes: who knows the password must not be able to clear what
 * counts against their guesses at those.
 */
export const passwordAgainOf = ({ sessionId, userId }: { sessionId: string; userId: UserId }): Subject[] => [
  { name: `password-again:session:${sessionId}`, ...CODES },
  { name: `password-again:account:${userId}`, ...CODES },
];

/**
 * Makes a guess, unless too many failed before it.
 * @returns what `attempt` found; null when the guess was wrong
 * @throws AppError RATE_LIMITED
 */
export async function guess<T>(
  { db, guessFactor }: Pick<AccountDeps, 'db' | 'guessFactor'>,
  subjects: readonly Subject[],
  attempt: () => Promise<T | null>,
): Promise<T | null> {
  const store = db.as(NO_TENANT);
  for (const subject of subjects) {
    const retryAfter = await countGuess(store, subject.name, { ...subject, free: subject.free * guessFactor });
    if (retryAfter !== null) throw appError('RATE_LIMITED', { retryAfter });
  }
  const result = await attempt();
  if (result === null) return null;
  for (const { name, forgiving } of subjects) await (forgiving ? forgetGuesses : takeBackGuess)(store, name);
  return result;
}
