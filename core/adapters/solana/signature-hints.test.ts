import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '#core/adapters/clock.ts';
import type { Signature } from '#core/domain/ids.ts';
import { createSignatureHints, type SignatureHintsOptions } from './signature-hints.ts';

const PATIENT = { timeout: 10_000 };
const [ONE, OTHER] = ['signature-one', 'signature-other'] as [Signature, Signature];

interface Heard {
  readonly id: number;
  readonly method: string;
  readonly params?: readonly [Signature & number];
}

/** A PubSub server that takes every subscription, under the number of its request, and tells nothing by itself. */
async function startPeer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const sockets: WebSocket[] = [];
  const heard: Heard[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data) => {
      const request = JSON.parse(String(data)) as Heard;
      heard.push(request);
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: request.id, result: request.id }));
    });
  });
  await new Promise<void>((resolve) => server.on('listening', resolve));
  const params = (method: string) =>
    heard.flatMap((one) => (one.method === method ? (one.params ?? []).slice(0, 1) : []));
  return {
    ...{ sockets, heard },
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    subscribed: () => params('signatureSubscribe'),
    unsubscribed: () => params('signatureUnsubscribe'),
    say: (message: object | string) => {
      for (const socket of sockets) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    /** As if the signature had been seen. */
    tell(signature: Signature) {
      const subscription = heard.find((one) => one.params?.[0] === signature)?.id;
      this.say({ method: 'signatureNotification', params: { subscription, result: { value: { err: null } } } });
    },
    stop() {
      for (const socket of sockets) socket.terminate();
      server.close();
    },
  };
}

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function peer() {
  const started = await startPeer();
  open.push(() => started.stop());
  return started;
}

function hintsOf(urls: readonly string[], options: Partial<SignatureHintsOptions> = {}) {
  const told: Signature[] = [];
  const hints = createSignatureHints({ sockets: () => urls, clock: systemClock, ...options });
  hints.onHint((signature) => told.push(signature));
  open.push(() => hints.close());
  return { hints, told };
}

describe('R-02 hints over a socket', { timeout: 20_000 }, () => {
  it('come once for each signature that is watched, over one socket', async () => {
    const server = await peer();
    const { hints, told } = hintsOf([server.url]);
    hints.watch([ONE]);
    hints.watch([ONE, OTHER]);
    await vi.waitUntil(() => server.subscribed().length === 2, PATIENT);
    hints.watch([ONE]);
    server.tell(ONE);
    server.tell(ONE);
    server.tell(OTHER);
    await vi.waitUntil(() => told.length === 2, PATIENT);
    expect([told, server.subscribed(), server.sockets.length]).toEqual([[ONE, OTHER], [ONE, OTHER], 1]);
  });

  it('are not made up by a socket that lies or talks nonsense', async () => {
    const server = await peer();
    const { hints, told } = hintsOf([server.url]);
    hints.watch([ONE, OTHER]);
    await vi.waitUntil(() => server.subscribed().length === 2, PATIENT);
    for (const subscription of [999, -1, '1', null]) {
      server.say({ method: 'signatureNotification', params: { subscription } });
    }
    for (const nonsense of [
      '',
      '[]',
      'null',
      '{"id":1}',
      '{"method":"signatureNotification"}',
      '{"id":77,"result":5}',
    ]) {
      server.say(nonsense);
    }
    server.tell(OTHER);
    await vi.waitUntil(() => told.length > 0, PATIENT);
    expect(told).toEqual([OTHER]);
  });

  it('come from the next endpoint when a socket goes silent, for what has not been told of', async () => {
    const [silent, next] = [await peer(), await peer()];
    const { hints, told } = hintsOf([silent.url, next.url], { silenceMs: 200 });
    hints.watch([ONE, OTHER]);
    await vi.waitUntil(() => silent.subscribed().length === 2, PATIENT);
    silent.tell(ONE);
    await vi.waitUntil(() => next.subscribed().length === 1, PATIENT);
    expect(silent.heard[0]?.method).toBe('slotSubscribe');
    next.tell(OTHER);
    await vi.waitUntil(() => told.length === 2, PATIENT);
    expect([told, next.subscribed()]).toEqual([[ONE, OTHER], [OTHER]]);
  });

  it('come from a socket that is back after it was cut, or was not there at first', async () => {
    const server = await peer();
    const gone = await startPeer();
    gone.stop();
    const { hints, told } = hintsOf([gone.url, server.url]);
    hints.watch([ONE]);
    await vi.waitUntil(() => server.subscribed().length === 1, PATIENT);
    const urls = [server.url];
    const other = hintsOf(urls);
    other.hints.watch([OTHER]);
    await vi.waitUntil(() => server.subscribed().length === 2, PATIENT);
    for (const socket of server.sockets) socket.terminate();
    await vi.waitUntil(() => server.subscribed().filter((signature) => signature === OTHER).length === 2, PATIENT);
    expect(told).toEqual([]);
  });

  it('are asked for within bounds, and given up when the transaction can no longer land', async () => {
    const server = await peer();
    let ticks = 0;
    const { hints, told } = hintsOf([server.url], { clock: { ...systemClock, ticks: () => ticks } });
    hints.watch(Array.from({ length: 2_100 }, (_, index) => `signature-${index}` as Signature));
    await vi.waitUntil(() => server.subscribed().length === 2_000, PATIENT);
    // By the time it hears of this one, it has heard that all the others are subscribed to.
    server.tell('signature-0' as Signature);
    await vi.waitUntil(() => told.length === 1, PATIENT);
    ticks = 90_000;
    hints.watch([ONE]);
    await vi.waitUntil(() => server.subscribed().length === 2_001, PATIENT);
    await vi.waitUntil(() => server.unsubscribed().length === 1_999, PATIENT);
    expect(server.subscribed().at(-1)).toBe(ONE);
  });

  it('open no socket while there is nothing to listen for', async () => {
    const server = await peer();
    const { hints } = hintsOf([server.url]);
    hints.watch([]);
    await hints.close();
    expect(server.sockets).toEqual([]);
  });
});
