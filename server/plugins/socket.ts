/** GraphQL over WebSocket at `/graphql`, protocol graphql-transport-ws: subscriptions, and anything else. */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { Context as Connection, ServerOptions } from 'graphql-ws';
import { type Extra, useServer as serveProtocol } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { callerOfParams } from '../authentication.ts';
import { createContext } from '../context.ts';
import { prepareOperation } from '../graphql/prepare-operation.ts';
import type { GraphqlOptions } from './graphql.ts';

const PATH = '/graphql';
/** Bytes; our largest operation has about 3,000. */
const LARGEST_MESSAGE = 256 * 1024;
const PING_MS = 12_000;
/** How long the other side has to agree to the end. */
const CLOSING_MS = 2_000;

/** Why the server ends a connection. Clients connect again: with a new token, or from the last event they saw. */
const CLOSE = {
  expired: { code: 4403, reason: 'Token expired', patienceMs: CLOSING_MS },
  // Long enough to be read by a client that wakes up: what it did not read stands before it.
  slow: { code: 4290, reason: 'SLOW_CONSUMER', patienceMs: 15_000 },
} as const;

type Params = Record<string, unknown>;
type WsExtra = Extra & Partial<Record<PropertyKey, never>>;
type OpenConnection = Connection<Params, WsExtra>;

export function registerSocket(app: FastifyInstance, options: GraphqlOptions): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });
  const server = serveProtocol<Params>({ ...handlers(app, options), isProd: true }, sockets, PING_MS);
  app.server.on('upgrade', (request, socket: Socket, head) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== PATH) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request));
  });
  app.addHook('preClose', async () => {
    const insist = setTimeout(() => {
      for (const client of sockets.clients) client.terminate();
    }, CLOSING_MS);
    await server.dispose();
    clearTimeout(insist);
  });
}

function handlers(app: FastifyInstance, options: GraphqlOptions): ServerOptions<Params, WsExtra> {
  const { runtime, schema, formatError } = options;
  const callerOf = ({ connectionParams }: OpenConnection) => callerOfParams(runtime, connectionParams ?? {});
  const format = (errors: readonly GraphQLError[]) => errors.map((error) => formatError(error.toJSON(), error));
  return {
    /** False closes the socket as forbidden. */
    async onConnect(connection) {
      const caller = await callerOf(connection);
      if (caller !== null) closeAt(connection.extra.socket, caller.expiresAt);
      return caller !== null;
    },
    /** Asks again who is there: the session may have ended since. */
    async onSubscribe(connection, _id, payload) {
      const caller = await callerOf(connection);
      const cut = () => {
        app.log.warn(
          { userId: caller?.userId, code: CLOSE.slow.reason },
          'a subscriber that does not read was cut off',
        );
        close(connection.extra.socket, CLOSE.slow);
      };
      return prepareOperation(schema, payload, createContext(runtime, caller, cut));
    },
    onNext: (_connection, _id, _payload, _args, { data, errors }) =>
      errors === undefined ? undefined : { data: data ?? null, errors: format(errors) },
    onError: (_connection, _id, _payload, errors) => format(errors),
  };
}

/** Ends the connection together with the token it was opened with. */
function closeAt(socket: WebSocket, time: Date): void {
  const timer = setTimeout(() => close(socket, CLOSE.expired), Math.max(0, time.getTime() - Date.now()));
  socket.once('close', () => clearTimeout(timer));
}

function close(socket: WebSocket, { code, reason, patienceMs }: (typeof CLOSE)[keyof typeof CLOSE]): void {
  socket.close(code, reason);
  const insist = setTimeout(() => socket.terminate(), patienceMs);
  socket.once('close', () => clearTimeout(insist));
}
