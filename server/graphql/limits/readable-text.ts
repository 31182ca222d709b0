/**
 * Texts that are none: with a NUL, which Postgres cannot hold, or with half of a surrogate pair, which no encoding can. Refused for
 * every field alike, before anything reads them (S-03).
 */
import { type DocumentNode, GraphQLError, visit } from 'graphql';
import { appError } from '#core/domain/errors.ts';
import { ScalarRefusal } from '../scalars.ts';
import { refusal } from './refusal.ts';

const RULE = 'must be text, without NUL characters and halves of surrogate pairs';
const NUL = '\u0000';

const isReadable = (text: string): boolean => !text.includes(NUL) && !/\p{Surrogate}/u.test(text);

/** Where the first text that is none stands; null when there is none. */
function findUnreadable(value: unknown, path: string): string | null {
  if (typeof value === 'string') return isReadable(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${name}]` : [path, name].filter((part) => part !== '').join('.');
    const found = isReadable(name) ? findUnreadable(inner, place) : path;
    if (found !== null) return found;
  }
  return null;
}

/** @throws GraphQLError BAD_USER_INPUT with the path of the field */
export function assertReadable(document: DocumentNode, variables: Readonly<Record<string, unknown>>): void {
  const found = findUnreadable(variables, '');
  if (found !== null) throw refusal(appError('BAD_USER_INPUT', { field: found.replace(/^input\./, ''), rule: RULE }));
  visit(document, {
    StringValue(node) {
      if (isReadable(node.value)) return;
      // The formatter finds its path by where it stands.
      const originalError = new ScalarRefusal('BAD_USER_INPUT', RULE, node);
      throw new GraphQLError(RULE, { originalError, nodes: node, extensions: { http: { status: 400 } } });
    },
  });
}
