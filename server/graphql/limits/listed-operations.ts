/** The operations of our own clients, by the SHA-256 of their text: what may be asked for where nothing else is (S-02). */
import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { appError } from '#core/domain/errors.ts';
import listed from '../../operations.json' with { type: 'json' };
import { refusal } from './refusal.ts';

const TEXTS: ReadonlyMap<string, string> = new Map(Object.entries(listed));

/** A request's own part of a GraphQL operation, as it came. */
export interface Sent {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

/**
 * The text of the operation that was sent, or named by its hash.
 * @throws GraphQLError OPERATION_NOT_ALLOWED where only listed ones are served, else PERSISTED_QUERY_NOT_FOUND for an unknown hash
 */
export function textOf({ query, extensions }: Sent, listedOnly: boolean): string {
  const hash = hashOf(extensions);
  const named = hash === null ? undefined : TEXTS.get(hash);
  if (named !== undefined) return named;
  const text = typeof query === 'string' ? query : '';
  if (listedOnly && !TEXTS.has(sha256(text))) throw refusal(appError('OPERATION_NOT_ALLOWED', {}));
  if (text === '' && hash !== null) throw unknownHash();
  return text;
}

/** As Apollo's clients send it. */
function hashOf(extensions: unknown): string | null {
  const { persistedQuery } = { ...(extensions as object | null) } as { persistedQuery?: unknown };
  const { sha256Hash } = { ...(persistedQuery as object | null) } as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? sha256Hash : null;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const unknownHash = (): GraphQLError =>
  new GraphQLError('No such operation here: this client and this server are of different versions', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status: 400 } },
  });
