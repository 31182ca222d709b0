/** The socket subscriptions run on: graphql-ws, reconnecting for ever, with dead lines noticed. */
import { type Client, createClient } from 'graphql-ws';
import type { SessionKeeper } from './session-keeper.ts';

const KEEP_ALIVE_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const LONGEST_WAIT_MS = 5_000;
/** Close codes by which a server refuses the token it was given. */
const REFUSALS: readonly unknown[] = [4401, 4403];

export interface Socket {
  readonly subscribe: Client['subscribe'];
  /** Tells at once, and then whenever it changes, whether a connection stands. Returns the way out. */
  onConnection(listener: (connected: boolean) => void): () => void;
}

/** Doubles from 250 ms, with jitter so that a restarted server is not met by every console in the same instant. */
async function backOff(retries: number): Promise<void> {
  const longest = Math.min(LONGEST_WAIT_MS, 250 * 2 ** Math.min(retries, 10));
  await new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
}

/** Ends a line over which pings go out and nothing comes back: a browser would take minutes to notice. */
function watchPongs(client: Client): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  client.on('ping', (received) => {
    if (!received) timer = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
  });
  client.on('pong', () => clearTimeout(timer));
  client.on('closed', () => clearTimeout(timer));
}

/** Opens lazily with the first subscription. Each connection carries a token fresh at that moment. */
export function createSocket(url: string, keeper: SessionKeeper): Socket {
  let connected = false;
  let refused = false;
  const listeners = new Set<(connected: boolean) => void>();
  const client = createClient({
    url,
    connectionParams: async () => {
      if (refused) await keeper.renew();
      return { token: (await keeper.accessToken()) ?? '' };
    },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: backOff,
    keepAlive: KEEP_ALIVE_MS,
  });
  const report = (now: boolean): void => {
    connected = now;
    for (const listener of listeners) listener(now);
  };
  client.on('connected', () => {
    refused = false;
    report(true);
  });
  client.on('closed', (event) => {
    refused = event instanceof CloseEvent && REFUSALS.includes(event.code);
    report(false);
  });
  watchPongs(client);

  return {
    subscribe: client.subscribe,
    onConnection(listener) {
      listeners.add(listener);
      listener(connected);
      return () => listeners.delete(listener);
    },
  };
}

/** The socket's address beside the page's own: `http://host/x` → `ws://host/graphql`. */
export function socketUrl(page: string): string {
  const url = new URL('/graphql', page);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
