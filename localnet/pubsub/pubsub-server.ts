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

/** Decides over the sockets of one address. Only the fault switchboard has another than an open one. */
export interface SocketGate {
  /** Whether a new socket may stay. */
  readonly admits: () => boolean;
  /** Whether what the sockets should be told reaches them. */
  readonly speaks: () => boolean;
}

const OPEN: SocketGate = { admits: () => true, speaks: () => true };

/** Solana's PubSub over WebSocket, on every HTTP server it is attached to. */
export class PubSubServer {
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  readonly #registry: SubscriptionRegistry;
  readonly #notifier: Notifier;
  readonly #gate: SocketGate;

  constructor(registry: SubscriptionRegistry, notifier: Notifier, gate: SocketGate = OPEN) {
    this.#registry = registry;
    this.#notifier = notifier;
    this.#gate = gate;
    this.#sockets.on('connection', (socket) => this.#serve(socket));
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#sockets.emit('connection', client, request));
    });
  }

  /** Drops every connection; new ones are taken. */
  dropAll(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }

  /** Drops every connection and takes no more. */
  close(): void {
    this.dropAll();
    this.#sockets.close();
  }

  #serve(socket: WebSocket): void {
    if (!this.#gate.admits()) {
      socket.terminate();
      return;
    }
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
      this.#send(socket, { id: null, error: { code: RPC_CODE.parseError, message: 'Parse error' } });
      return;
    }
    // web3.js sends a `ping` notification every few seconds; a notification is never answered.
    if (request.id === undefined) return;
    try {
      this.#handle(socket, own, request);
    } catch (error) {
      const { code, message: reason } =
        error instanceof RpcError ? error : { code: RPC_CODE.internalError, message: 'Internal error' };
      this.#send(socket, { id: request.id, error: { code, message: reason } });
    }
  }

  #handle(socket: WebSocket, own: Set<number>, { id, method, params }: Request): void {
    if (method.endsWith('Unsubscribe') && SUBSCRIBE_METHODS.has(method.replace('Unsubscribe', 'Subscribe'))) {
      const subscription = params.integer(0, 'subscription');
      const known = own.delete(subscription);
      this.#registry.remove(subscription);
      if (!known) throw new RpcError(RPC_CODE.invalidParams, 'Invalid subscription id.');
      this.#send(socket, { id, result: true });
      return;
    }
    const subscribe = SUBSCRIBE_METHODS.get(method);
    if (subscribe === undefined) throw new RpcError(RPC_CODE.methodNotFound, 'Method not found');
    const number = this.#registry.nextId();
    const notification = method.replace('Subscribe', 'Notification');
    const notify = (result: unknown): void =>
      this.#send(socket, { method: notification, params: { result, subscription: number } });
    const subscription = subscribe(params, { id: number, notify });
    own.add(number);
    this.#registry.add(subscription);
    this.#send(socket, { id, result: number });
    if (subscription.kind === 'signature') this.#notifier.settle(subscription);
  }

  #send(socket: WebSocket, message: object): void {
    if (socket.readyState !== WebSocket.OPEN || !this.#gate.speaks()) return;
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
    else socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  }
}

function parseRequest(text: string): Request | null {
  try {
    const { id, method, params } = JSON.parse(text) as Record<string, unknown>;
    return typeof method === 'string' ? { id, method, params: new Params(Array.isArray(params) ? params : []) } : null;
  } catch {
    return null;
  }
}
