/** GraphQL over WebSocket at `/graphql`, protocol graphql-transport-ws: subscriptions and queries. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { Context as Connection, ServerOptions } from 'graphql-ws';
import { type Extra, useServer as serveProtocol } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { callerOfParams } from '../authentication.ts';
import { clientAddress, userAgentOf } from '../client-address.ts';
import { createContext } from '../context.ts';
import { createDocumentCache } from '../graphql/document-cache.ts';
import { tooComplex } from '../graphql/limits/refusal.ts';
import { prepareOperation } from '../graphql/prepare-operation.ts';
import { createSharing } from '../graphql/sharing/sharing.ts';
import type { Operation } from '../graphql/sharing/view.ts';
import type { GraphqlOptions } from './graphql.ts';
import { lineOf } from './line.ts';
import { isAllowedOrigin } from './origins.ts';
import { createSocketCounts, type SocketCounts } from './socket-counts.ts';
import { createStandingWatch, type StandingWatch } from './standing-watch.ts';

const PATH = '/graphql';
/** Bytes; our largest operation has about 3,000. */
const LARGEST_MESSAGE = 64 * 1024;
/** How long a connection may stay without saying who it is. */
const INIT_MS = 5_000;
/** Operations that one connection may have open. */
const MOST_OPERATIONS = 100;
const PING_MS = 12_000;
/** How long the other side has to agree to the end. */
const CLOSING_MS = 2_000;

/** Why the server ends a connection. Clients connect again: with a new token, or from the last event they saw. */
const CLOSE = {
  expired: { code: 4403, reason: 'Token expired', patienceMs: CLOSING_MS },
  ended: { code: 4403, reason: 'Session ended', patienceMs: CLOSING_MS },
  crowded: { code: 4429, reason: 'RATE_LIMITED', patienceMs: CLOSING_MS },
  // Long enough to be read by a client that wakes up: what it did not read stands before it.
  slow: { code: 4290, reason: 'SLOW_CONSUMER', patienceMs: 15_000 },
} as const;

type Params = Record<string, unknown>;
type WsExtra = Extra & Partial<Record<PropertyKey, never>>;
type OpenConnection = Connection<Params, WsExtra>;

export function registerSocket(app: FastifyInstance, options: GraphqlOptions): void {
  const { edge } = options.runtime;
  const counts = createSocketCounts(edge.factor);
  const watch = createStandingWatch(options.runtime);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });
  const server = serveProtocol<Params>(
    { ...handlers(app, options, { counts, watch }), isProd: true },
    sockets,
    PING_MS,
  );
  const refusalOf = (request: IncomingMessage): string | null => {
    if (!URL.canParse(request.url ?? '/', 'http://localhost')) return '400 Bad Request';
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) return '404 Not Found';
    // A browser tells whose page opens it: another site's must not, with what this browser holds for us.
    if (!isAllowedOrigin(request.headers, edge.allowedOrigins)) return '403 Forbidden';
    return counts.isCrowded(clientAddress(request, edge.trustedProxies)) ? '429 Too Many Requests' : null;
  };
  app.server.on('upgrade', (request, socket: Socket, head) => {
    const refused = refusalOf(request);
    if (refused !== null) {
      socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.once('close', counts.ofAddress(clientAddress(request, edge.trustedProxies)));
      sockets.emit('connection', webSocket, request);
    });
  });
  app.addHook('preClose', async () => {
    watch.close();
    const insist = setTimeout(() => {
      for (const client of sockets.clients) client.terminate();
    }, CLOSING_MS);
    await server.dispose();
    clearTimeout(insist);
  });
}

function handlers(
  app: FastifyInstance,
  options: GraphqlOptions,
  { counts, watch }: { readonly counts: SocketCounts; readonly watch: StandingWatch },
): ServerOptions<Params, WsExtra> {
  const { runtime, schema, formatError } = options;
  const documents = createDocumentCache(schema);
  const sharing = createSharing(formatError);
  const callerOf = ({ connectionParams }: OpenConnection) => callerOfParams(runtime, connectionParams ?? {});
  const format = (errors: readonly GraphQLError[], correlationId: string) =>
    errors.map((error) => formatError(error.toJSON(), error, correlationId));
  return {
    connectionInitWaitTimeout: INIT_MS,
    /** False closes the socket as forbidden. */
    async onConnect(connection) {
      const { socket } = connection.extra;
      const caller = await callerOf(connection);
      if (caller === null) return false;
      const leave = counts.ofUser(caller.userId);
      if (leave === null) {
        close(socket, CLOSE.crowded);
        return true;
      }
      socket.once('close', leave);
      closeAt(socket, caller.expiresAt);
      const stands = async () => (await callerOf(connection)) !== null;
      socket.once('close', watch.add({ caller, stands, end: () => close(socket, CLOSE.ended) }));
      return true;
    },
    /** Asks again who is there: the session may have ended since. */
    async onSubscribe(connection, id, payload) {
      const { socket, request } = connection.extra;
      const open = Object.keys(connection.subscriptions).length;
      if (open > MOST_OPERATIONS)
        return [tooComplex(`${open} operations on one socket, ${MOST_OPERATIONS} at the most`)];
      const caller = await callerOf(connection);
      const cut = () => {
        app.log.warn(
          { userId: caller?.userId, code: CLOSE.slow.reason },
          'a subscriber that does not read was cut off',
        );
        close(socket, CLOSE.slow);
      };
      const address = clientAddress(request, runtime.edge.trustedProxies);
      const requester = { caller, address, userAgent: userAgentOf(request), transport: 'socket' } as const;
      const given = { requester, correlationId: randomUUID(), line: lineOf(socket, id, cut) };
      return prepareOperation({ ...options, documents }, payload, createContext(runtime, given));
    },
    subscribe: (operation) => sharing.subscribe(operation as Operation),
    onNext: (_connection, _id, _payload, { contextValue }, { data, errors }) =>
      errors === undefined
        ? undefined
        : { data: data ?? null, errors: format(errors, (contextValue as { correlationId: string }).correlationId) },
    onError: (_connection, _id, _payload, errors) => format(errors, randomUUID()),
  };
}

/** Beyond some 24 days a timer would fire at once: who has an API key for longer connects again after a day. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1000;

/** Ends the connection together with the token it was opened with. */
function closeAt(socket: WebSocket, time: Date): void {
  const left = Math.min(Math.max(0, time.getTime() - Date.now()), LONGEST_TIMER_MS);
  const timer = setTimeout(() => close(socket, CLOSE.expired), left);
  socket.once('close', () => clearTimeout(timer));
}

function close(socket: WebSocket, { code, reason, patienceMs }: (typeof CLOSE)[keyof typeof CLOSE]): void {
  socket.close(code, reason);
  const insist = setTimeout(() => socket.terminate(), patienceMs);
  socket.once('close', () => clearTimeout(insist));
}
