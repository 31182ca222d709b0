import type { Server } from 'node:http';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { Params } from '../rpc/params.ts';
import { RPC_CODE, RpcError } from '../rpc/rpc-error.ts';
import type { Notifier } from './notifier.ts';
import { SUBSCRIBE_METHODS } from './subscribe-methods.ts';
import type { SubscriptionRegistry } from './subscription.ts';

const MAX_MESSAGE_BYTES = 256 * 1024;
/** A subscriber this far behind is cut off rather than kept in memory. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: Params;
}

/** Solana's PubSub over WebSocket, on every HTTP server it is attached to. */
export class PubSubServer {
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  readonly #registry: SubscriptionRegistry;
  readonly #notifier: Notifier;
  #nextId = 1;

  constructor(registry: SubscriptionRegistry, notifier: Notifier) {
    this.#registry = registry;
    this.#notifier = notifier;
    this.#sockets.on('connection', (socket) => this.#serve(socket));
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#sockets.emit('connection', client, request));
    });
  }

  /** Drops every connection. */
  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
  }

  #serve(socket: WebSocket): void {
    const own = new Set<number>();
    socket.on('message', (message) => this.#receive(socket, own, message));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      for (const id of own) this.#registry.remove(id);
    });
  }

  #receive(socket: WebSocket, own: Set<number>, message: RawData): void {
    const request = parseRequest(String(message));
    if (request === null) {
      send(socket, { id: null, error: { code: RPC_CODE.parseError, message: 'Parse error' } });
      return;
    }
    // web3.js sends a `ping` notification every few seconds; a notification is never answered.
    if (request.id === undefined) return;
    try {
      this.#handle(socket, own, request);
    } catch (error) {
      const { code, message: reason } =
        error instanceof RpcError ? error : { code: RPC_CODE.internalError, message: 'Internal error' };
      send(socket, { id: request.id, error: { code, message: reason } });
    }
  }

  #handle(socket: WebSocket, own: Set<number>, { id, method, params }: Request): void {
    if (method.endsWith('Unsubscribe') && SUBSCRIBE_METHODS.has(method.replace('Unsubscribe', 'Subscribe'))) {
      const subscription = params.integer(0, 'subscription');
      const known = own.delete(subscription);
      this.#registry.remove(subscription);
      if (!known) throw new RpcError(RPC_CODE.invalidParams, 'Invalid subscription id.');
      send(socket, { id, result: true });
      return;
    }
    const subscribe = SUBSCRIBE_METHODS.get(method);
    if (subscribe === undefined) throw new RpcError(RPC_CODE.methodNotFound, 'Method not found');
    const number = this.#nextId;
    this.#nextId += 1;
    const notification = method.replace('Subscribe', 'Notification');
    const notify = (result: unknown): void =>
      send(socket, { method: notification, params: { result, subscription: number } });
    const subscription = subscribe(params, { id: number, notify });
    own.add(number);
    this.#registry.add(subscription);
    send(socket, { id, result: number });
    if (subscription.kind === 'signature') this.#notifier.settle(subscription);
  }
}

function send(socket: WebSocket, message: object): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
  else socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
}

function parseRequest(text: string): Request | null {
  try {
    const { id, method, params } = JSON.parse(text) as Record<string, unknown>;
    return typeof method === 'string' ? { id, method, params: new Params(Array.isArray(params) ? params : []) } : null;
  } catch {
    return null;
  }
}
