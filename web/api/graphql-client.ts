/** Queries and mutations: urql over the session. */
import { authExchange } from '@urql/exchange-auth';
import { type Client, cacheExchange, createClient, fetchExchange } from 'urql';
import { RefreshSessionDocument } from '#client/generated/operations.ts';
import { listedExchange } from '#client/listed-operations.ts';
import type { RefreshOutcome, SessionKeeper } from './session-keeper.ts';
import type { SessionStore } from './session-store.ts';

const PATH = '/graphql';

/** Spends a refresh token, without the session it is meant to mend. */
export function createRefresher(): (refreshToken: string) => Promise<RefreshOutcome> {
  const client = createClient({ url: PATH, exchanges: [listedExchange, fetchExchange], preferGetMethod: false });
  return async (refreshToken) => {
    const { data, error } = await client.mutation(RefreshSessionDocument, { refreshToken }).toPromise();
    if (data !== undefined && data !== null) return { kind: 'renewed', session: data.refreshSession };
    return error?.graphQLErrors.length === 0 ? { kind: 'unreachable' } : { kind: 'refused' };
  };
}

/** A client whose operations carry the session's token, refreshed before it ends or when the server refuses it. */
export function createGraphqlClient(store: SessionStore, keeper: SessionKeeper, reach = fetch): Client {
  const auth = authExchange(async ({ appendHeaders }) => ({
    addAuthToOperation(operation) {
      const session = store.get();
      return session === null
        ? operation
        : appendHeaders(operation, { authorization: `Bearer ${session.accessToken}` });
    },
    willAuthError: () => keeper.isStale(),
    didAuthError: (error) =>
      store.get() !== null && error.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED'),
    refreshAuth: () => keeper.renew(),
  }));
  return createClient({
    url: PATH,
    exchanges: [cacheExchange, listedExchange, auth, fetchExchange],
    fetch: reach,
    preferGetMethod: false,
  });
}
