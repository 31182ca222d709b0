/** A server that serves nothing but the operations of our own clients (S-02). */
import { print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type ApiClient, ApiError, createApiClient } from '#client/api-client.ts';
import {
  CampaignEventsDocument,
  MeDocument,
  SignOutDocument,
  SignUpDocument,
  SystemDocument,
} from '#client/generated/operations.ts';
import { newId } from '#core/store/new-id.ts';
import { createGraphqlClient } from '../../web/api/graphql-client.ts';
import { createSessionKeeper } from '../../web/api/session-keeper.ts';
import type { Session } from '../../web/api/session-store.ts';
import { codeOf, openSocket, send } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let api: ApiClient;
let session: Session;
beforeAll(async () => {
  server = await startTestServer({ settings: { OPERATIONS: 'listed' } });
  api = createApiClient({ url: server.url, webSocketImpl: WebSocket });
  const input = { email: `${newId()}@example.test`, name: 'Ada', password: 'a ship in port is safe' };
  session = (await api.run(SignUpDocument, { input })).signUp as Session;
  api.setSession(session);
});
afterAll(async () => {
  await api?.close();
  await server.stop();
});

describe('S-02 where only listed operations are served', () => {
  it('our client for programs works, over HTTP and over the socket', async () => {
    expect((await api.run(MeDocument, {})).me.user.name).toBe('Ada');
    const ended = await new Promise((resolve) =>
      api.subscribe(
        CampaignEventsDocument,
        { campaignId: newId(), sinceSeq: '0' },
        { onData: resolve, onEnd: resolve },
      ),
    );
    expect(ended).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  it('the console’s own client works', async () => {
    const sessions = { get: () => session, set: () => undefined, subscribe: () => () => undefined };
    const refresh = async () => ({ kind: 'unreachable' }) as const;
    const exclusively = (task: () => Promise<void>) => task();
    const keeper = createSessionKeeper({ store: sessions, refresh, now: Date.now, exclusively });
    const atServer: typeof fetch = (_path, init) => fetch(`${server.url}/graphql`, init);
    const client = createGraphqlClient(sessions, keeper, atServer);
    const { data, error } = await client.query(SystemDocument, {}).toPromise();
    expect(error).toBeUndefined();
    expect(data?.system).toMatchObject({ __typename: 'SystemInfo', cluster: 'LOCAL' });
  });

  it.each([
    ['another operation', '{ system { version } }'],
    ['one of ours, with a word more', print(MeDocument).replace('id', 'id createdAt')],
    ['introspection', '{ __schema { queryType { name } } }'],
    ['what is no GraphQL', '{'],
    ['nothing', ''],
  ])('%s is refused', async (_what, query) => {
    const answer = await send(server.url, query, {}, session.accessToken);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'OPERATION_NOT_ALLOWED']);
    const socket = openSocket(server.url, session.accessToken);
    const told = await new Promise((resolve) =>
      socket.subscribe({ query }, { next: resolve, error: resolve, complete: () => resolve('complete') }),
    );
    await socket.dispose();
    expect(told).toMatchObject([{ extensions: { code: 'OPERATION_NOT_ALLOWED' } }]);
  });
});

describe('S-02 elsewhere', () => {
  it('a hash that nobody listed says so, and the client tells', async () => {
    const any = await startTestServer();
    const answer = await fetch(`${any.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] });
    const client = createApiClient({ url: any.url, webSocketImpl: WebSocket });
    const refused = client.run(SignOutDocument, {}).catch((error: unknown) => error);
    expect(await refused).toBeInstanceOf(ApiError);
    await Promise.all([client.close(), any.stop()]);
  });
});
