/**
 * One WebSocket to one endpoint with `signatureSubscribe`. web3.js's own cannot be told to drop a connection that went silent,
 * and writes addresses, which hold keys, to the console.
 */
import { WebSocket } from 'ws';
import type { Signature } from '#core/domain/ids.ts';
import { asIndex, asRecord, type JsonRecord } from './json.ts';

const HANDSHAKE_MS = 10_000;
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Slots are told every few hundred milliseconds: nothing for so long means that nobody is there. */
const SILENCE_MS = 10_000;
const SLOT_REQUEST = 0;

export interface PubsubSocket {
  /** Asks for a signature at `confirmed`, if it is open. */
  subscribe(signature: Signature): void;
  unsubscribe(signature: Signature): void;
  close(): void;
}

export interface PubsubOptions {
  readonly url: string;
  readonly silenceMs?: number;
  readonly onOpen: () => void;
  /** At most once for each subscription. */
  readonly onSignature: (signature: Signature) => void;
  /** The connection is over, or never came to be. */
  readonly onEnd: () => void;
}

export function openPubsub({ url, silenceMs = SILENCE_MS, onOpen, onSignature, onEnd }: PubsubOptions): PubsubSocket {
  const socket = new WebSocket(url, { handshakeTimeout: HANDSHAKE_MS, maxPayload: MAX_MESSAGE_BYTES });
  let silence: NodeJS.Timeout | undefined;
  const subscriptions = new Subscriptions();
  const send = (id: number, method: string, params?: readonly unknown[]): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
  };
  socket.on('open', () => {
    silence = setTimeout(() => socket.terminate(), silenceMs);
    send(SLOT_REQUEST, 'slotSubscribe');
    onOpen();
  });
  socket.on('message', (data) => {
    silence?.refresh();
    const told = subscriptions.read(String(data));
    if (told !== null) onSignature(told);
  });
  // Whatever is wrong with it, `close` follows.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearTimeout(silence);
    onEnd();
  });
  return {
    subscribe(signature) {
      if (socket.readyState !== WebSocket.OPEN) return;
      send(subscriptions.request(signature), 'signatureSubscribe', [signature, { commitment: 'confirmed' }]);
    },
    unsubscribe(signature) {
      const subscription = subscriptions.drop(signature);
      if (subscription !== null) send(subscriptions.nextId(), 'signatureUnsubscribe', [subscription]);
    },
    close: () => socket.terminate(),
  };
}

/** Which signature a message is about. A message that was not asked for is about none. */
class Subscriptions {
  #lastId = SLOT_REQUEST;
  readonly #requests = new Map<number, Signature>();
  readonly #signatures = new Map<number, Signature>();
  readonly #ids = new Map<Signature, number>();

  /** The id of a request for it. */
  request(signature: Signature): number {
    const id = this.nextId();
    this.#requests.set(id, signature);
    return id;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Forgets it. Answers the subscription that stands for it at the endpoint, if there is one. */
  drop(signature: Signature): number | null {
    const subscription = this.#ids.get(signature) ?? null;
    this.#ids.delete(signature);
    if (subscription !== null) this.#signatures.delete(subscription);
    return subscription;
  }

  /** The signature that a message tells of; null when it tells of none. */
  read(text: string): Signature | null {
    try {
      const message = asRecord(JSON.parse(text));
      if (message['method'] === 'signatureNotification') return this.#told(asRecord(message['params']));
      this.#answered(message);
      return null;
    } catch {
      return null;
    }
  }

  #told(params: JsonRecord): Signature | null {
    const signature = this.#signatures.get(asIndex(params['subscription'])) ?? null;
    if (signature !== null) this.drop(signature);
    return signature;
  }

  #answered({ id, result }: JsonRecord): void {
    if (typeof id !== 'number') return;
    const signature = this.#requests.get(id);
    this.#requests.delete(id);
    if (signature === undefined || typeof result !== 'number') return;
    this.#signatures.set(result, signature);
    this.#ids.set(signature, result);
  }
}
