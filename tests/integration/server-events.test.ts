import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { CampaignId } from '#core/domain/ids.ts';
import { newId } from '#core/store/new-id.ts';
import { appendEvents, plantCampaign } from '../support/campaign-row.ts';
import { openSocket, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const QUERY = `subscription ($id: ID!, $since: U64!) {
  campaignEvents(campaignId: $id, sinceSeq: $since) { seq kind amountIn sequence detail }
}`;
const PATIENCE = { timeout: 30_000, interval: 20 };

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startTestServer();
  person = await signUpSomebody(server.url);
});
afterAll(() => server.stop());

const sockets: Client[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.dispose();
});

interface Subscription {
  readonly seqs: number[];
  readonly ended: unknown[];
  readonly stop: () => void;
}

function subscribe(at: TestServer, who: Person, id: string, since = 0): Subscription {
  const socket = openSocket(at.url, who.token);
  sockets.push(socket);
  return subscribeOn(socket, id, since);
}

function subscribeOn(socket: Client, id: string, since = 0): Subscription {
  const [seqs, ended]: [number[], unknown[]] = [[], []];
  const stop = socket.subscribe<{ campaignEvents: { seq: string } }>(
    { query: QUERY, variables: { id, since: `${since}` } },
    {
      next: ({ data, errors }) => (data ? seqs.push(Number(data.campaignEvents.seq)) : ended.push(errors)),
      error: (error) => ended.push(error),
      complete: () => ended.push('complete'),
    },
  );
  return { seqs, ended, stop };
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function newCampaign(at = server, owner = person): Promise<{ id: CampaignId; organizationId: string }> {
  return { id: await plantCampaign(at.rows, owner), organizationId: owner.organizationId };
}

describe('L-02 a subscription', () => {
  it('replays what was missed, then goes on live, in order and once', async () => {
    const campaign = await newCampaign();
    await appendEvents(server.runtime.db, campaign, { first: 1, count: 450 });
    const { seqs } = subscribe(server, person, campaign.id, 40);
    const appending = appendEvents(server.runtime.db, campaign, { first: 451, count: 100 });
    await vi.waitFor(() => expect(seqs.length).toBeGreaterThan(0), PATIENCE);
    await appending;
    server.runtime.bus.wake(campaign.id);
    await vi.waitFor(() => expect(seqs.at(-1)).toBe(550), PATIENCE);
    expect(seqs).toEqual(count(41, 550));
  });

  it('goes on from the last event seen after the connection was lost, without gap or double', async () => {
    const campaign = await newCampaign();
    const seen: number[] = [];
    const appending = appendEvents(server.runtime.db, campaign, { first: 1, count: 300 });
    while (seen.length < 300) {
      const { seqs, stop } = subscribe(server, person, campaign.id, seen.at(-1) ?? 0);
      const enough = Math.min(40, 300 - seen.length);
      await vi.waitFor(() => expect(seqs.length).toBeGreaterThanOrEqual(enough), PATIENCE);
      stop();
      seen.push(...seqs);
    }
    await appending;
    expect(seen).toEqual(count(1, 300));
  });

  it('gives many readers of one campaign the same', async () => {
    const campaign = await newCampaign();
    const readers = Array.from({ length: 20 }, () => subscribe(server, person, campaign.id));
    await appendEvents(server.runtime.db, campaign, { first: 1, count: 30 });
    server.runtime.bus.wake(campaign.id);
    for (const { seqs } of readers) await vi.waitFor(() => expect(seqs).toEqual(count(1, 30)), PATIENCE);
  });

  it('wakes at once when the bus does', async () => {
    const campaign = await newCampaign();
    await appendEvents(server.runtime.db, campaign, { first: 1, count: 1 });
    const { seqs } = subscribe(server, person, campaign.id);
    await vi.waitFor(() => expect(seqs).toEqual([1]), PATIENCE);
    await appendEvents(server.runtime.db, campaign, { first: 2, count: 1 });
    server.runtime.bus.wake(campaign.id);
    await vi.waitFor(() => expect(seqs).toEqual([1, 2]), { timeout: 900, interval: 5 });
  });

  it('is fed by looking each second while Redis is down', async () => {
    const deaf = await startTestServer({ redisUrl: 'redis://127.0.0.1:1' });
    try {
      // Nobody signs up while attempts cannot be counted (S-01); this person was there before.
      const counting = vi.spyOn(deaf.runtime.limiter, 'take');
      counting.mockImplementation(async ({ policy }) => ({ policy, refused: false, remaining: 1, resetSeconds: 1 }));
      const owner = await signUpSomebody(deaf.url);
      counting.mockRestore();
      const campaign = await newCampaign(deaf, owner);
      const { seqs } = subscribe(deaf, owner, campaign.id);
      await appendEvents(deaf.runtime.db, campaign, { first: 1, count: 5 });
      await vi.waitFor(() => expect(seqs).toEqual(count(1, 5)), PATIENCE);
      await appendEvents(deaf.runtime.db, campaign, { first: 6, count: 5 });
      await vi.waitFor(() => expect(seqs).toEqual(count(1, 10)), PATIENCE);
      const health = await (await fetch(`${deaf.url}/health/ready`)).json();
      expect(health).toMatchObject({
        status: 'degraded',
        parts: { redis: { state: 'down' }, postgres: { state: 'up' } },
      });
    } finally {
      await deaf.stop();
    }
  });
});

describe('A-09 another organisation’s campaign', () => {
  it('is answered like one that does not exist', async () => {
    const stranger = await signUpSomebody(server.url);
    const campaign = await newCampaign();
    await appendEvents(server.runtime.db, campaign, { first: 1, count: 3 });
    const [foreign, missing, nonsense] = [campaign.id, newId(), 'nonsense'].map((id) =>
      subscribe(server, stranger, id),
    );
    const all = [foreign, missing, nonsense];
    await vi.waitFor(() => expect(all.map((tried) => tried?.ended.length)).toEqual([1, 1, 1]), PATIENCE);
    for (const tried of all) {
      expect(tried?.seqs).toEqual([]);
      expect(tried?.ended).toEqual(missing?.ended);
    }
    expect(missing?.ended[0]).toMatchObject([{ message: 'No such campaign', extensions: { code: 'NOT_FOUND' } }]);
  });
});

describe('A-03 a socket', () => {
  it('is refused without a token, and with a wrong one', async () => {
    for (const token of ['', 'a.b.c']) {
      const { ended } = subscribe(server, { ...person, token }, newId());
      await vi.waitFor(() => expect(ended).toHaveLength(1), PATIENCE);
      expect(ended[0]).toMatchObject({ code: 4403 });
    }
  });

  it('takes the token as a header would carry it', async () => {
    const campaign = await newCampaign();
    await appendEvents(server.runtime.db, campaign, { first: 1, count: 1 });
    const raw = await rawSubscription({ authorization: `Bearer ${person.token}` }, campaign.id);
    await vi.waitFor(() => expect(raw.messages.some(({ type }) => type === 'next')).toBe(true), PATIENCE);
    raw.socket.close();
  });

  it('lets nobody subscribe once the session has ended', async () => {
    const leaver = await signUpSomebody(server.url);
    const campaign = await newCampaign(server, leaver);
    await appendEvents(server.runtime.db, campaign, { first: 1, count: 1 });
    const socket = openSocket(server.url, leaver.token);
    sockets.push(socket);
    const before = subscribeOn(socket, campaign.id);
    await vi.waitFor(() => expect(before.seqs).toEqual([1]), PATIENCE);
    await send(server.url, 'mutation { signOut }', {}, leaver.token);
    const { ended } = subscribeOn(socket, campaign.id);
    await vi.waitFor(() => expect(ended).not.toEqual([]), PATIENCE);
    expect(ended[0]).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('is closed when its token ends', async () => {
    const { identity } = server.runtime;
    const campaign = await newCampaign();
    const claims = await identity.verify(person.token);
    vi.spyOn(identity, 'verify').mockResolvedValue(
      claims === null ? null : { ...claims, expiresAt: new Date(Date.now() + 1_000) },
    );
    const { ended } = subscribe(server, person, campaign.id);
    await vi.waitFor(() => expect(ended).toHaveLength(1), PATIENCE);
    expect(ended[0]).toMatchObject({ code: 4403, reason: 'Token expired' });
  });

  it.each([
    ['a document that cannot be parsed', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('answers %s and goes on', async (_what, query, code) => {
    const socket = openSocket(server.url, person.token);
    sockets.push(socket);
    const refused = await new Promise((resolve) =>
      socket.subscribe({ query }, { next() {}, error: resolve, complete() {} }),
    );
    expect(refused).toMatchObject([{ extensions: { code } }]);
    const answer = await new Promise((resolve) =>
      socket.subscribe({ query: '{ me { role } }' }, { next: resolve, error: resolve, complete() {} }),
    );
    expect(answer).toMatchObject({ data: { me: { role: 'OWNER' } } });
  });

  it('S-03 names the field of a bad argument', async () => {
    const { ended } = subscribe(server, person, newId(), -1);
    await vi.waitFor(() => expect(ended).not.toEqual([]), PATIENCE);
    expect(ended[0]).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'since' } }]);
  });
});

interface Raw {
  readonly socket: WebSocket;
  readonly messages: { type: string }[];
  readonly closed: Promise<number>;
}

/** The protocol by hand: the socket is the test's to stop reading from. */
async function rawSubscription(payload: Record<string, string>, id: string): Promise<Raw> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: { type: string }[] = [];
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (text) => {
    const message = JSON.parse(String(text)) as { type: string };
    messages.push(message);
    if (message.type !== 'connection_ack') return;
    socket.send(
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY, variables: { id, since: '0' } } }),
    );
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  return { socket, messages, closed };
}

/** More than every buffer between the server and a client that does not read can hold. */
const plantFlood = (id: CampaignId, organizationId: string, events: number): Promise<unknown> =>
  server.rows.select(
    `WITH seqs AS (INSERT INTO campaign_event_seqs (campaign_id, last_seq) VALUES ($1, $3))
     INSERT INTO campaign_events (campaign_id, seq, organization_id, kind, payload)
     SELECT $1::uuid, n, $2::uuid, 'TRADE_DENIED',
            jsonb_build_object('kind', 'TRADE_DENIED', 'intentId', $1::text, 'sequence', n, 'code', 'X', 'detail', repeat('x', 4000))
     FROM generate_series(1, $3) n`,
    [id, organizationId, events],
  );

/** Two hundred subscribers over ten sockets get each new event, in order and once. */
async function reachMany(campaign: { id: CampaignId; organizationId: string }, since: number): Promise<void> {
  const many = Array.from({ length: 10 }, () => openSocket(server.url, person.token));
  sockets.push(...many);
  const readers = many.flatMap((socket) => Array.from({ length: 20 }, () => subscribeOn(socket, campaign.id, since)));
  await appendEvents(server.runtime.db, campaign, { first: 1, count: 20 });
  server.runtime.bus.wake(campaign.id);
  for (const reader of readers) await vi.waitFor(() => expect(reader.seqs).toHaveLength(20), PATIENCE);
  for (const reader of readers) expect(reader.seqs).toEqual(count(since + 1, since + 20));
}

describe('L-01 a client that stops reading', () => {
  it('is cut off with SLOW_CONSUMER, and harms nobody', async () => {
    const events = 5_000;
    const campaign = await newCampaign();
    await plantFlood(campaign.id, person.organizationId, events);
    const slow = await rawSubscription({ token: person.token }, campaign.id);
    await vi.waitFor(() => expect(slow.messages.length).toBeGreaterThan(1), PATIENCE);
    slow.socket.pause();
    const { seqs } = subscribe(server, person, campaign.id);
    await vi.waitFor(() => expect(seqs).toHaveLength(events), PATIENCE);
    expect(seqs).toEqual(count(1, events));
    await reachMany(campaign, events);
    await vi.waitFor(() => expect(server.logged.join('')).toContain('SLOW_CONSUMER'), PATIENCE);
    slow.socket.resume();
    expect(await slow.closed).toBe(4290);
    expect(slow.messages.length).toBeLessThan(events);
    await vi.waitFor(() => expect(seqs.at(-1)).toBe(events + 20), PATIENCE);
  });
});
