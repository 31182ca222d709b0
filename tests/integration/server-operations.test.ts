/** What administrators see and do through the API, and what everybody else does not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#core/store/new-id.ts';
import { codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: Person;
let person: Person;
beforeAll(async () => {
  server = await startTestServer();
  [admin, person] = [await signUpSomebody(server.url), await signUpSomebody(server.url)];
  await server.rows.select(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.userId]);
  server.runtime.standings.forget(sessionOf(admin));
});
afterAll(() => server.stop());

/** A session's standing is remembered for some seconds; this one has just changed. */
function sessionOf({ token }: Person): string {
  const [, claims = ''] = token.split('.');
  return String((JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>)['sid']);
}

const as = (who: Person, query: string, variables = {}) => send(server.url, query, variables, who.token);

const HEALTH = `{ systemHealth {
  queues { name handledBy depth { waiting active paused } } processes { name silent } endpoints { name }
  postgres { durable connections } redis { evictionPolicy appendOnly } signer { latencyMs } machine { dueIntents openAlerts }
} }`;

describe('AD-01 the health of the installation', () => {
  it('is told part by part, with Redis and the signer there', async () => {
    await server.runtime.heartbeat.beat({ 'trade.buy': { done: 3, failed: 1, inFlight: 2, perMinute: 4 } });
    const { data, errors } = await as(admin, HEALTH);
    expect(errors).toEqual([]);
    const { queues, processes, postgres, redis, signer, machine } = data.systemHealth;
    expect(queues).toHaveLength(12);
    expect(queues).toContainEqual({
      ...{ name: 'trade.buy', handledBy: 'jobs' },
      depth: { waiting: 0, active: 0, paused: false },
    });
    expect(processes).toEqual([{ name: 'server', silent: false }]);
    expect(postgres).toMatchObject({ durable: expect.any(Boolean) });
    expect(redis).toEqual({ evictionPolicy: 'noeviction', appendOnly: expect.any(Boolean) });
    expect(signer.latencyMs).toBeGreaterThanOrEqual(0);
    expect(machine).toEqual({ dueIntents: 0, openAlerts: 0 });
  });

  it('tells a process that has not been heard of, and counts what it did', async () => {
    await server.rows.select(`UPDATE processes SET beat_at = now() - interval '11 seconds'`);
    const { data } = await as(
      admin,
      '{ systemHealth { processes { silent work { queue done } } queues { name done perMinute } } }',
    );
    expect(data.systemHealth.processes).toEqual([{ silent: true, work: [{ queue: 'trade.buy', done: 3 }] }]);
    expect(data.systemHealth.queues).toContainEqual({ name: 'trade.buy', done: 3, perMinute: 4 });
  });
});

describe('A-05 what is an administrator’s', () => {
  const id = newId();
  it.each([
    HEALTH,
    '{ alerts { id } }',
    '{ deadLetters { edges { node { id } } } }',
    `mutation { retryDeadLetter(input: { id: "${id}", reason: "because" }) { id } }`,
    `mutation { discardDeadLetter(input: { id: "${id}", reason: "because" }) { id } }`,
    `mutation { acknowledgeAlert(id: "${id}") { id } }`,
    `mutation { haltAll(input: { reason: "because", idempotencyKey: "${id}" }) { inFlight } }`,
    `mutation { rearm(input: { scope: PLATFORM, reason: "because", idempotencyKey: "${id}" }) { inFlight } }`,
  ])('is refused to everybody else: %s', async (query) => {
    expect(codeOf(await as(person, query))).toBe('FORBIDDEN');
    expect(codeOf(await send(server.url, query))).toBe('UNAUTHENTICATED');
  });

  it('G-01 halting is told to everybody whom it holds back, and undone by nobody else', async () => {
    const halt = `mutation { haltAll(input: { reason: "a drill", idempotencyKey: "${newId()}" }) { guard { state byAdmin } inFlight } }`;
    expect((await as(admin, halt)).data.haltAll).toEqual({ guard: { state: 'HALTED', byAdmin: true }, inFlight: 0 });
    const seen = await as(person, '{ guards { scope state reason } }');
    expect(seen.data.guards).toEqual([{ scope: 'PLATFORM', state: 'HALTED', reason: 'a drill' }]);
    const alerts = (await as(admin, '{ alerts { id kind acknowledgedAt } }')).data.alerts;
    expect(alerts).toMatchObject([{ kind: 'RESTRICTED', acknowledgedAt: null }]);
    const seenBy = await as(admin, `mutation { acknowledgeAlert(id: "${alerts[0].id}") { acknowledgedAt } }`);
    expect(seenBy.data.acknowledgeAlert.acknowledgedAt).not.toBeNull();
    const rearm = `mutation { rearm(input: { scope: PLATFORM, reason: "over", idempotencyKey: "${newId()}" }) { guard { state } } }`;
    expect((await as(admin, rearm)).data.rearm.guard.state).toBe('ACTIVE');
    expect((await as(admin, '{ alerts { id } guards { scope } }')).data).toEqual({ alerts: [], guards: [] });
  });

  it('an owner restricts what is theirs', async () => {
    const restrict = (scopeId: string) =>
      as(
        person,
        `mutation { restrict(input: { scope: ORGANIZATION, scopeId: "${scopeId}", state: REDUCING, reason: "careful", idempotencyKey: "${newId()}" }) { guard { state byAdmin } } }`,
      );
    expect((await restrict(person.organizationId)).data.restrict.guard).toEqual({ state: 'REDUCING', byAdmin: false });
    expect(codeOf(await restrict(admin.organizationId))).toBe('NOT_FOUND');
  });
});
