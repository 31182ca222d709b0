/** What went wrong, as a sentence for people and a code for code. */
import type { CombinedError } from 'urql';

export interface Problem {
  /** The server's error code, or `NETWORK` when nobody answered. */
  readonly code: string;
  readonly sentence: string;
  /** The path of the input field at fault, where there is one. */
  readonly field: string | null;
}

/** The server's sentences say what is wrong with the request; these say what it means to who sits here. */
const SENTENCES: Readonly<Record<string, string>> = {
  NETWORK: 'Sluice does not answer. Check that it is running; the page goes on by itself once it does.',
  UNAUTHENTICATED: 'Your session has ended. Sign in again.',
  NOT_FOUND: 'There is no such thing here, or it belongs to somebody else.',
  FORBIDDEN: 'Your role in this organisation does not allow that.',
  PERSISTED_QUERY_NOT_FOUND: 'This page is of another version than the server. Load it again.',
  OPERATION_NOT_ALLOWED: 'This page is of another version than the server. Load it again.',
  RATE_LIMITED: 'That was a little too often. Wait a moment and try again.',
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The first error of an answer: the one the others follow from. */
export function problemOf(error: CombinedError): Problem {
  const first = error.graphQLErrors[0];
  if (first === undefined) return { code: 'NETWORK', sentence: SENTENCES['NETWORK'] ?? error.message, field: null };
  const code = textOf(first.extensions['code']) ?? 'INTERNAL';
  return { code, sentence: SENTENCES[code] ?? `${first.message}.`, field: textOf(first.extensions['field']) };
}

/** The challenge of a sign-in that was right so far and asks for the second factor; null for any other error. */
export const challengeOf = (error: CombinedError): string | null =>
  problemOf(error).code === 'TWO_FACTOR_REQUIRED' ? textOf(error.graphQLErrors[0]?.extensions['challenge']) : null;

/** What is missing, in base units, and of what (`SOL` or a mint); null for any other error. */
export function shortfallOf(error: CombinedError): { readonly asset: string; readonly missing: bigint } | null {
  if (problemOf(error).code !== 'INSUFFICIENT_BALANCE') return null;
  const { asset, missing } = error.graphQLErrors[0]?.extensions ?? {};
  return typeof asset === 'string' && typeof missing === 'string' ? { asset, missing: BigInt(missing) } : null;
}
