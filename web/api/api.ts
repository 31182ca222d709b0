/** The console's doors to the server, put together once. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Client } from 'urql';
import { createGraphqlClient, createRefresher } from './graphql-client.ts';
import { createSessionKeeper, type SessionKeeper } from './session-keeper.ts';
import { createSessionStore, type Session, type SessionStore } from './session-store.ts';
import { createSocket, type Socket, socketUrl } from './socket.ts';

export interface Api {
  readonly sessions: SessionStore;
  readonly keeper: SessionKeeper;
  readonly graphql: Client;
  readonly socket: Socket;
}

/** Web Locks exist where the page is served securely or from this machine; elsewhere tabs go without. */
const exclusively = async (task: () => Promise<void>): Promise<void> =>
  'locks' in navigator ? navigator.locks.request('sluice.session', task) : task();

export function createApi(page: Window): Api {
  const sessions = createSessionStore(page.localStorage, page);
  const keeper = createSessionKeeper({ store: sessions, refresh: createRefresher(), now: Date.now, exclusively });
  return {
    sessions,
    keeper,
    graphql: createGraphqlClient(sessions, keeper),
    socket: createSocket(socketUrl(page.location.href), keeper),
  };
}

const ApiContext = createContext<Api | null>(null);
export const ApiProvider = ApiContext.Provider;

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('useApi outside of ApiProvider');
  return api;
}

/** The session as it is now; null when signed out, here or in another tab. */
export function useSession(): Session | null {
  const { sessions } = useApi();
  return useSyncExternalStore(sessions.subscribe, sessions.get);
}
