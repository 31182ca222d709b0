import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Socket } from '../../api/socket.ts';
import { landingRow } from '../../test-support.ts';
import { type CampaignFeedOptions, openCampaignFeed } from './campaign-feed.ts';

interface Subscription {
  readonly payload: { variables?: Record<string, unknown> | null | undefined };
  readonly sink: { next: (value: never) => void; error: (reason: unknown) => void; complete: () => void };
  open: boolean;
}

/** A socket whose subscriptions the test answers by hand. */
function fakeSocket() {
  const subscriptions: Subscription[] = [];
  let tell: (connected: boolean) => void = () => {};
  const socket: Socket = {
    subscribe: (payload, sink) => {
      const subscription: Subscription = { payload, sink: sink as Subscription['sink'], open: true };
      subscriptions.push(subscription);
      return () => {
        subscription.open = false;
      };
    },
    onConnection: (listener) => {
      tell = listener;
      listener(false);
      return () => {};
    },
  };
  const send = (seq: number): void => {
    const event = landingRow(seq, 'TRADE_LANDED', seq);
    subscriptions.at(-1)?.sink.next({ data: { campaignEvents: event } } as never);
  };
  const asked = (): unknown => JSON.parse(JSON.stringify(subscriptions.at(-1)?.payload.variables));
  return { socket, subscriptions, send, asked, connection: (connected: boolean) => tell(connected) };
}

function open(fake: ReturnType<typeof fakeSocket>, overrides: Partial<CampaignFeedOptions> = {}) {
  const seen: bigint[] = [];
  const statuses: string[] = [];
  const renewSession = vi.fn(async () => {});
  const close = openCampaignFeed({
    socket: fake.socket,
    campaignId: 'campaign-1',
    sinceSeq: 4n,
    onEvent: (event) => seen.push(event.seq),
    onStatus: (status) => statuses.push(status),
    renewSession,
    ...overrides,
  });
  return { seen, statuses, renewSession, close };
}

describe('L-02 openCampaignFeed', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks from the event given, and on a reconnect from the last one seen', () => {
    const fake = fakeSocket();
    open(fake);
    expect(fake.asked()).toEqual({ campaignId: 'campaign-1', sinceSeq: '4' });
    fake.send(5);
    fake.send(6);
    // graphql-ws sends the same payload again; it must have moved on by itself.
    expect(fake.asked()).toEqual({ campaignId: 'campaign-1', sinceSeq: '6' });
  });

  it('passes on each event once, however often it comes', () => {
    const fake = fakeSocket();
    const { seen } = open(fake);
    for (const seq of [5, 5, 6, 4, 6, 7]) fake.send(seq);
    expect(seen).toEqual([5n, 6n, 7n]);
  });

  it('asks again from before a gap, and passes on nothing until it is closed', () => {
    const fake = fakeSocket();
    const { seen } = open(fake);
    fake.send(5);
    fake.send(8);
    expect(seen).toEqual([5n]);
    expect(fake.subscriptions).toHaveLength(2);
    expect(fake.subscriptions[0]?.open).toBe(false);
    expect(fake.asked()).toMatchObject({ sinceSeq: '5' });
    for (const seq of [6, 7, 8]) fake.send(seq);
    expect(seen).toEqual([5n, 6n, 7n, 8n]);
  });

  it('goes on behind a gap the server cannot close', () => {
    const fake = fakeSocket();
    const { seen } = open(fake);
    fake.send(8);
    fake.send(8);
    fake.send(9);
    expect(seen).toEqual([8n, 9n]);
    expect(fake.subscriptions).toHaveLength(2);
  });

  it('hears nothing more from a subscription it has left', () => {
    const fake = fakeSocket();
    const { seen } = open(fake);
    const [first] = fake.subscriptions;
    fake.send(9);
    first?.sink.next({ data: { campaignEvents: landingRow(5, 'TRADE_LANDED', 5) } } as never);
    expect(seen).toEqual([]);
  });

  it.each([
    ['ends the stream', (sink: Subscription['sink']) => sink.complete()],
    [
      'refuses it',
      (sink: Subscription['sink']) => sink.error([{ message: 'x', extensions: { code: 'SLOW_CONSUMER' } }]),
    ],
  ])('comes back when the server %s', async (_, end) => {
    const fake = fakeSocket();
    const { statuses, renewSession } = open(fake);
    fake.send(5);
    end(fake.subscriptions[0]!.sink);
    expect(statuses.at(-1)).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fake.subscriptions).toHaveLength(2);
    expect(fake.asked()).toMatchObject({ sinceSeq: '5' });
    expect(renewSession).not.toHaveBeenCalled();
  });

  it('A-03 renews the session before it comes back from UNAUTHENTICATED', async () => {
    const fake = fakeSocket();
    const { renewSession } = open(fake);
    fake.subscriptions[0]!.sink.error([{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(renewSession).toHaveBeenCalledOnce();
    expect(fake.subscriptions).toHaveLength(2);
  });

  it('says how the line is', () => {
    const fake = fakeSocket();
    const { statuses } = open(fake);
    for (const connected of [true, false, true]) fake.connection(connected);
    expect(statuses).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  it('stays closed once closed', async () => {
    const fake = fakeSocket();
    const { close } = open(fake);
    fake.subscriptions[0]!.sink.complete();
    close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fake.subscriptions).toHaveLength(1);
    expect(fake.subscriptions[0]?.open).toBe(false);
  });
});
