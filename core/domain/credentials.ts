/** What people sign in with. */
import { z } from 'zod';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { appError } from './errors.ts';

/** Characters. Long enough to guess at no useful rate; nothing is asked of what they are (NIST SP 800-63B). */
export const SHORTEST_PASSWORD = 12;
/** Characters. Hashing takes time with the length. */
export const LONGEST_PASSWORD = 128;
/** Characters an e-mail address may have (RFC 5321). */
const LONGEST_EMAIL = 254;

const address = z.email().max(LONGEST_EMAIL);

/** The address in lower case, without space around it. @throws AppError BAD_USER_INPUT */
export function parseEmail(text: string): string {
  const email = address.safeParse(text.trim().toLowerCase());
  if (email.success) return email.data;
  throw appError('BAD_USER_INPUT', { field: 'email', rule: 'is not an e-mail address' });
}

export interface PasswordContext {
  /** Of the input, for the error. */
  readonly field: string;
  /** What somebody who aims at this account tries first: its e-mail address and name. */
  readonly about: readonly string[];
}

/**
 * Whether a password is good enough (ASVS 5.0, V6.2): long, on no list of leaked ones, no run along alphabet or digits, not the
 * same few characters over and over, and not mainly the account's own words. It is taken as it is: neither cut nor changed.
 * @throws AppError WEAK_PASSWORD
 */
export function checkNewPassword(password: string, { field, about }: PasswordContext): void {
  const rule = lengthRule(password) ?? guessableRule(password.toLowerCase(), about);
  if (rule !== null) throw appError('WEAK_PASSWORD', { field, rule });
}

function lengthRule({ length }: string): string | null {
  if (length < SHORTEST_PASSWORD) return `must have at least ${SHORTEST_PASSWORD} characters`;
  return length > LONGEST_PASSWORD ? `must have at most ${LONGEST_PASSWORD} characters` : null;
}

/** Different characters, and characters beside the account's own words, that there must be. */
const LEAST_VARIETY = 5;
const LEAST_OWN = 8;
/** Words shorter than this are in many passwords by chance. */
const SHORTEST_WORD = 4;

function guessableRule(password: string, about: readonly string[]): string | null {
  if (COMMON_PASSWORDS.has(password)) return 'is one of those that attackers try first';
  if (new Set(password).size < LEAST_VARIETY) return 'repeats the same few characters';
  if (isRun(password)) return 'is a run of the alphabet or of digits';
  return withoutWords(password, about).length < LEAST_OWN ? 'is mainly your name, your address or ours' : null;
}

/** `abcdefghijkl`, `987654321098`: each character follows the one before it, or nearly each. */
function isRun(password: string): boolean {
  const letters = [...password];
  const steps = letters
    .slice(1)
    .map((letter, index) => (letter.codePointAt(0) ?? 0) - (letters[index]?.codePointAt(0) ?? 0));
  const inRun = (step: number): boolean => step === 1 || step === -1 || step === 9 || step === -9;
  return steps.filter(inRun).length >= steps.length - 1;
}

function withoutWords(password: string, about: readonly string[]): string {
  const words = [...about, 'sluice'].flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const longestFirst = words.filter(({ length }) => length >= SHORTEST_WORD).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, word) => rest.replaceAll(word, ''), password);
}
