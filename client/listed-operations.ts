/** Our clients name their operations by the hash of their text, which the server has listed, instead of sending it (S-02). */
import { type Exchange, mapExchange, type Operation } from '@urql/core';
import { type DocumentNode, Kind } from 'graphql';
import { OPERATION_IDS } from './generated/operation-ids.ts';

/** What goes with a request in place of the text. */
interface Listing {
  readonly persistedQuery: { readonly version: 1; readonly sha256Hash: string };
}

/** Null for an operation that is none of ours. */
function listingOf({ definitions }: DocumentNode): Listing | null {
  const [name] = definitions.flatMap((part) =>
    part.kind === Kind.OPERATION_DEFINITION ? [part.name?.value ?? ''] : [],
  );
  const sha256Hash = name === undefined ? undefined : OPERATION_IDS[name];
  return sha256Hash === undefined ? null : { persistedQuery: { version: 1, sha256Hash } };
}

/** Over HTTP: stands before the exchange that fetches. */
export const listedExchange: Exchange = mapExchange({
  onOperation(operation): Operation {
    const listing = operation.kind === 'teardown' ? null : listingOf(operation.query as DocumentNode);
    return listing === null ? operation : { ...operation, extensions: { ...operation.extensions, ...listing } };
  },
});

/** Over the socket: the payload that subscribes to one of our operations. */
export function listedPayload<Variables extends Record<string, unknown>>(document: DocumentNode, variables: Variables) {
  const listing = listingOf(document);
  if (listing === null) throw new Error('not one of our operations: run `npm run codegen`');
  return { query: '', extensions: { ...listing }, variables };
}
