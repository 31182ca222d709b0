/** Organisations, their members and their API keys, as clients and programs meet them. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '#core/store/new-id.ts';
import { STANDING_MS } from '#core/usecases/account/standings.ts';
import { type Answer, codeOf, openSocket, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const ask = (who: Person | string, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
  send(server.url, query, variables, typeof who === 'string' ? who : who.token);

const INVITE =
  'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { token invitation { id email role expiresAt } } }';
const ACCEPT = 'mutation ($token: String!) { acceptInvitation(token: $token) { organizationId name role } }';
const SWITCH =
  'mutation ($id: ID!) { switchOrganization(organizationId: $id) { accessToken viewer { organization { id } role } } }';
const ROLE = 'mutation ($input: ChangeMemberRoleInput!) { changeMemberRole(input: $input) { userId role } }';
const REMOVE = 'mutation ($userId: ID!) { removeMember(userId: $userId) }';
const MEMBERS = '{ members { userId email role } }';
const ME = '{ me { organization { id } role } }';

const key = () => newId();
const invite = (owner: Person, email: string, role: string, idempotencyKey = key()) =>
  ask(owner, INVITE, { input: { email, role, idempotencyKey } });

const stepUp = (person: Person) =>
  server.rows.select('UPDATE sessions SET stepped_up_at = now() WHERE user_id = $1', [person.userId]);

/** Somebody who has joined the owner's organisation and acts for it. */
async function join(owner: Person, role: string): Promise<Person> {
  const person = await signUpSomebody(server.url);
  if (role === 'OWNER') await stepUp(owner);
  const invited = await invite(owner, person.email, role);
  await ask(person, ACCEPT, { token: invited.data.inviteMember.token });
  const { data } = await ask(person, SWITCH, { id: owner.organizationId });
  return { ...person, token: data.switchOrganization.accessToken, organizationId: owner.organizationId };
}

let ahead = 0;

/** What was remembered of sessions and keys is looked up again. */
async function later<T>(work: () => Promise<T>): Promise<T> {
  ahead += STANDING_MS + 1_000;
  vi.useFakeTimers({ now: Date.now() + ahead, toFake: ['Date'] });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

describe('A-05 organisations', () => {
  it('are made once for an idempotency key, owned by who made them', async () => {
    const person = await signUpSomebody(server.url);
    const create = (name: string, idempotencyKey: string) =>
      ask(
        person,
        'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organizationId name role } }',
        {
          input: { name, idempotencyKey },
        },
      );
    const idempotencyKey = key();
    const made = await Promise.all([1, 2, 3].map(() => create('Desk', idempotencyKey)));
    const ids = new Set(made.map(({ data }) => data.createOrganization.organizationId));
    expect(ids.size).toBe(1);
    expect(made[0]?.data.createOrganization).toMatchObject({ name: 'Desk', role: 'OWNER' });
    expect(codeOf(await create('Other', idempotencyKey))).toBe('CONFLICT');
    const { data } = await ask(person, '{ organizations { organizationId name role } }');
    expect(data.organizations).toEqual([
      { organizationId: person.organizationId, name: 'Somebody', role: 'OWNER' },
      { organizationId: [...ids][0], name: 'Desk', role: 'OWNER' },
    ]);
  });

  it('a session acts for one at a time, and goes on with it after a refresh', async () => {
    const owner = await signUpSomebody(server.url);
    const member = await join(owner, 'VIEWER');
    expect((await ask(member, ME)).data.me).toEqual({ organization: { id: owner.organizationId }, role: 'VIEWER' });
    const REFRESH = 'mutation ($t: String!) { refreshSession(refreshToken: $t) { viewer { organization { id } } } }';
    const refreshed = await ask(member, REFRESH, { t: member.refreshToken });
    expect(refreshed.data.refreshSession.viewer.organization.id).toBe(owner.organizationId);
  });

  it('a token for the one before keeps the role it has there', async () => {
    const owner = await signUpSomebody(server.url);
    const member = await join(owner, 'VIEWER');
    const { data } = await ask(member, '{ organizations { organizationId role } }');
    const home = data.organizations.find(({ role }: { role: string }) => role === 'OWNER').organizationId;
    const back = await ask(member, SWITCH, { id: home });
    const rename = 'mutation { renameOrganization(name: "Mine") { name } }';
    expect(codeOf(await ask(back.data.switchOrganization.accessToken, rename))).toBeUndefined();
    expect(codeOf(await ask(member, rename))).toBe('FORBIDDEN');
  });

  it('nobody acts for one they are no member of, and none differs from one that is not', async () => {
    const [person, other] = await Promise.all([signUpSomebody(server.url), signUpSomebody(server.url)]);
    const foreign = await ask(person, SWITCH, { id: other.organizationId });
    const missing = await ask(person, SWITCH, { id: newId() });
    expect(codeOf(foreign)).toBe('NOT_FOUND');
    expect(foreign.errors).toEqual(missing.errors);
  });

  it('viewers and traders change neither name nor members', async () => {
    const owner = await signUpSomebody(server.url);
    const [trader, viewer] = [await join(owner, 'TRADER'), await join(owner, 'VIEWER')];
    for (const member of [trader, viewer]) {
      const answers = [
        await ask(member, 'mutation { renameOrganization(name: "Mine") { name } }'),
        await invite(member, 'x@example.test', 'OWNER'),
        await ask(member, ROLE, { input: { userId: member.userId, role: 'OWNER' } }),
        await ask(member, REMOVE, { userId: owner.userId }),
        await ask(member, '{ invitations { id } }'),
        await ask(member, '{ apiKeys { id } }'),
      ];
      expect(answers.map(codeOf)).toEqual(Array(answers.length).fill('FORBIDDEN'));
      expect((await ask(member, MEMBERS)).data.members).toHaveLength(3);
    }
  });
});

describe('A-05 invitations', () => {
  it('go out by mail with a link that is good once', async () => {
    const [owner, guest] = await Promise.all([signUpSomebody(server.url), signUpSomebody(server.url)]);
    const { data } = await invite(owner, guest.email.toUpperCase(), 'TRADER');
    const { token, invitation } = data.inviteMember;
    expect(invitation).toMatchObject({ email: guest.email, role: 'TRADER' });
    expect(Date.parse(invitation.expiresAt) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    expect(await server.mails.token(guest.email, 'invitation')).toBe(token);
    const joined = await ask(guest, ACCEPT, { token });
    expect(joined.data.acceptInvitation).toEqual({
      organizationId: owner.organizationId,
      name: 'Somebody',
      role: 'TRADER',
    });
    expect(codeOf(await ask(guest, ACCEPT, { token }))).toBe('TOKEN_INVALID');
    expect((await ask(owner, '{ invitations { id } }')).data.invitations).toEqual([]);
    const stored = JSON.stringify(await server.rows.select('SELECT * FROM invitations WHERE id = $1', [invitation.id]));
    expect(stored).not.toContain(token);
    expect(server.logged.join('')).not.toContain(token);
  });

  it('are for the address they were sent to, until they are revoked, replaced or old', async () => {
    const [owner, guest, thief] = await Promise.all([1, 2, 3].map(() => signUpSomebody(server.url)));
    if (owner === undefined || guest === undefined || thief === undefined) throw new Error('three people');
    await stepUp(owner);
    const token = async () => (await invite(owner, guest.email, 'OWNER')).data.inviteMember.token;
    const [first, second] = [await token(), await token()];
    expect(codeOf(await ask(thief, ACCEPT, { token: second }))).toBe('TOKEN_INVALID');
    expect(codeOf(await ask(guest, ACCEPT, { token: first }))).toBe('TOKEN_INVALID');
    const open = await ask(owner, '{ invitations { id } }');
    expect(open.data.invitations).toHaveLength(1);
    const [{ id }] = open.data.invitations;
    expect((await ask(owner, 'mutation ($id: ID!) { revokeInvitation(id: $id) }', { id })).data.revokeInvitation).toBe(
      true,
    );
    expect(codeOf(await ask(owner, 'mutation ($id: ID!) { revokeInvitation(id: $id) }', { id }))).toBe('NOT_FOUND');
    expect(codeOf(await ask(guest, ACCEPT, { token: second }))).toBe('TOKEN_INVALID');
    const third = await token();
    await server.rows.select(
      `UPDATE invitations SET expires_at = now() - interval '1 second' WHERE organization_id = $1`,
      [owner.organizationId],
    );
    for (const text of [third, 'nonsense', ''])
      expect(codeOf(await ask(guest, ACCEPT, { token: text }))).toBe('TOKEN_INVALID');
    expect((await ask(owner, MEMBERS)).data.members).toHaveLength(1);
  });

  it('are sent once for an idempotency key, and not to who is a member', async () => {
    const owner = await signUpSomebody(server.url);
    const idempotencyKey = key();
    const first = await invite(owner, 'guest@example.test', 'VIEWER', idempotencyKey);
    const again = await invite(owner, 'guest@example.test', 'VIEWER', idempotencyKey);
    expect(again.data.inviteMember).toEqual({ ...first.data.inviteMember, token: null });
    expect((await invite(owner, owner.email, 'VIEWER')).errors[0]?.extensions).toMatchObject({ field: 'email' });
  });

  it('let one of many at once in once', async () => {
    const [owner, guest] = await Promise.all([signUpSomebody(server.url), signUpSomebody(server.url)]);
    const { token } = (await invite(owner, guest.email, 'TRADER')).data.inviteMember;
    const codes = (await Promise.all([1, 2, 3, 4].map(() => ask(guest, ACCEPT, { token })))).map(codeOf);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'TOKEN_INVALID')).toHaveLength(3);
  });
});

describe('A-05 members', () => {
  it('have another role, or none, within seconds', async () => {
    const owner = await signUpSomebody(server.url);
    const member = await join(owner, 'VIEWER');
    await ask(owner, ROLE, { input: { userId: member.userId, role: 'TRADER' } });
    expect(await later(async () => (await ask(member, ME)).data.me.role)).toBe('TRADER');
    expect((await ask(owner, REMOVE, { userId: member.userId })).data.removeMember).toBe(true);
    expect(await later(async () => codeOf(await ask(member, ME)))).toBe('UNAUTHENTICATED');
    expect(codeOf(await ask(owner, REMOVE, { userId: member.userId }))).toBe('NOT_FOUND');
  });

  it('become owners by who has proved again who they are alone (A-06)', async () => {
    const owner = await signUpSomebody(server.url);
    const member = await join(owner, 'TRADER');
    const promote = () => ask(owner, ROLE, { input: { userId: member.userId, role: 'OWNER' } });
    expect(codeOf(await invite(owner, 'thief@example.test', 'OWNER'))).toBe('STEP_UP_REQUIRED');
    expect(codeOf(await promote())).toBe('STEP_UP_REQUIRED');
    await stepUp(owner);
    expect(codeOf(await promote())).toBeUndefined();
  });

  it('who was taken out acts for their own organisation at the next refresh', async () => {
    const owner = await signUpSomebody(server.url);
    const member = await join(owner, 'TRADER');
    await ask(owner, REMOVE, { userId: member.userId });
    const REFRESH =
      'mutation ($t: String!) { refreshSession(refreshToken: $t) { viewer { organization { id } role } } }';
    const { data } = await ask(member, REFRESH, { t: member.refreshToken });
    expect(data.refreshSession.viewer).toMatchObject({ role: 'OWNER' });
    expect(data.refreshSession.viewer.organization.id).not.toBe(owner.organizationId);
  });

  it('the last owner stays one, also when two go at once', async () => {
    const first = await signUpSomebody(server.url);
    expect(codeOf(await ask(first, 'mutation { leaveOrganization }'))).toBe('LAST_OWNER');
    expect(codeOf(await ask(first, ROLE, { input: { userId: first.userId, role: 'VIEWER' } }))).toBe('LAST_OWNER');
    const second = await join(first, 'OWNER');
    const answers = await Promise.all([
      ask(first, 'mutation { leaveOrganization }'),
      ask(second, 'mutation { leaveOrganization }'),
      ask(first, ROLE, { input: { userId: first.userId, role: 'VIEWER' } }),
      ask(second, REMOVE, { userId: second.userId }),
    ]);
    expect(answers.map(codeOf)).toContain('LAST_OWNER');
    const owners = await server.rows.select(`SELECT 1 FROM members WHERE organization_id = $1 AND role = 'owner'`, [
      first.organizationId,
    ]);
    expect(owners).toHaveLength(1);
  });
});

const CREATE_KEY =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key apiKey { id hint scopes lastUsedAt expiresAt } } }';
const REVOKE_KEY = 'mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt } }';
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

const createKey = (owner: Person, over: Readonly<Record<string, unknown>> = {}) =>
  ask(owner, CREATE_KEY, {
    input: { name: 'CI', scopes: ['READ'], expiresAt: inDays(30), idempotencyKey: key(), ...over },
  });

describe('A-07 API keys', () => {
  it('are shown once, kept as a hash, and tell when they were used last', async () => {
    const owner = await signUpSomebody(server.url);
    const idempotencyKey = key();
    const expiresAt = inDays(30);
    const { data } = await createKey(owner, { idempotencyKey, expiresAt });
    const { key: apiKey, apiKey: kept } = data.createApiKey;
    expect(apiKey).toMatch(/^slk_[0-9A-Za-z]{70}$/);
    expect(kept).toMatchObject({ scopes: ['READ'], lastUsedAt: null, expiresAt });
    const again = await createKey(owner, { idempotencyKey, expiresAt });
    expect(again.data.createApiKey).toEqual({ key: null, apiKey: kept });
    expect((await ask(apiKey, ME)).data.me).toEqual({ organization: { id: owner.organizationId }, role: 'OWNER' });
    const listed = await ask(owner, '{ apiKeys { id lastUsedAt } }');
    expect(listed.data.apiKeys).toEqual([{ id: kept.id, lastUsedAt: expect.any(String) }]);
    const rows = JSON.stringify(await server.rows.select('SELECT * FROM api_keys'));
    const audit = JSON.stringify(await server.rows.select('SELECT * FROM audit_log'));
    for (const place of [rows, audit, server.logged.join('')]) expect(place).not.toContain(apiKey.slice(10));
  });

  it('open sockets, which close when they are revoked', async () => {
    const owner = await signUpSomebody(server.url);
    const { key: apiKey, apiKey: kept } = (await createKey(owner)).data.createApiKey;
    const socket = openSocket(server.url, apiKey, { lazy: false, onNonLazyError: () => undefined });
    const closed = new Promise((resolve) => {
      socket.on('closed', resolve);
    });
    const answer = await new Promise((resolve, reject) => {
      socket.subscribe({ query: ME }, { next: resolve, error: reject, complete: () => undefined });
    });
    expect(answer).toMatchObject({ data: { me: { role: 'OWNER' } } });
    await ask(owner, REVOKE_KEY, { id: kept.id });
    expect(await closed).toMatchObject({ code: 4403 });
    await socket.dispose();
  });

  it('may what their scopes say, and never what is for people', async () => {
    const owner = await signUpSomebody(server.url);
    const reader = (await createKey(owner)).data.createApiKey.key;
    const maker = (await createKey(owner, { scopes: ['WALLETS', 'TRADE'] })).data.createApiKey.key;
    const wallet = 'mutation ($input: CreateWalletInput!) { createWallet(input: $input) { id } }';
    const input = { label: 'Main', idempotencyKey: key() };
    expect((await ask(reader, wallet, { input })).errors[0]?.extensions).toMatchObject({
      code: 'SCOPE_MISSING',
      need: 'wallets',
    });
    expect(codeOf(await ask(maker, wallet, { input }))).toBeUndefined();
    expect((await ask(maker, '{ wallets { edges { node { id } } } }')).errors[0]?.extensions).toMatchObject({
      need: 'read',
    });
    const personal = [
      MEMBERS,
      '{ apiKeys { id } }',
      '{ organization { id } }',
      'mutation { signOut }',
      'mutation { leaveOrganization }',
      'mutation { renameOrganization(name: "x") { id } }',
      'mutation { setIpAllowList(networks: []) { id } }',
    ];
    for (const query of personal) expect(codeOf(await ask(maker, query)), query).toBe('SESSION_REQUIRED');
    expect(codeOf(await createKey({ ...owner, token: maker }))).toBe('SESSION_REQUIRED');
  });

  it('may no more than who made them may now', async () => {
    const owner = await signUpSomebody(server.url);
    const maker = await join(owner, 'OWNER');
    const apiKey = (await createKey(maker, { scopes: ['READ', 'WALLETS'] })).data.createApiKey.key;
    const wallet = () =>
      ask(apiKey, 'mutation ($input: CreateWalletInput!) { createWallet(input: $input) { id } }', {
        input: { label: 'Main', idempotencyKey: key() },
      });
    expect(codeOf(await wallet())).toBeUndefined();
    await ask(owner, ROLE, { input: { userId: maker.userId, role: 'VIEWER' } });
    expect(await later(async () => codeOf(await wallet()))).toBe('FORBIDDEN');
    await ask(owner, REMOVE, { userId: maker.userId });
    expect(await later(async () => codeOf(await ask(apiKey, ME)))).toBe('UNAUTHENTICATED');
  });

  it('end with their time, and for good when they are revoked', async () => {
    const owner = await signUpSomebody(server.url);
    const { key: apiKey, apiKey: kept } = (await createKey(owner)).data.createApiKey;
    expect(codeOf(await ask(apiKey, ME))).toBeUndefined();
    expect((await ask(owner, REVOKE_KEY, { id: kept.id })).data.revokeApiKey.revokedAt).not.toBeNull();
    expect(codeOf(await ask(apiKey, ME))).toBe('UNAUTHENTICATED');
    expect(codeOf(await ask(owner, REVOKE_KEY, { id: newId() }))).toBe('NOT_FOUND');
    const short = (await createKey(owner)).data.createApiKey;
    await server.rows.select(`UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1`, [
      short.apiKey.id,
    ]);
    expect(codeOf(await ask(short.key, ME))).toBe('UNAUTHENTICATED');
  });

  it('of another organisation are not there to revoke', async () => {
    const [owner, other] = await Promise.all([signUpSomebody(server.url), signUpSomebody(server.url)]);
    const { id } = (await createKey(other)).data.createApiKey.apiKey;
    expect((await ask(owner, REVOKE_KEY, { id })).errors).toEqual(
      (await ask(owner, REVOKE_KEY, { id: newId() })).errors,
    );
  });

  it.each([
    ['no scope', { scopes: [] }, 'scopes'],
    ['an end that has passed', { expiresAt: inDays(-1) }, 'expiresAt'],
    ['an end in two years', { expiresAt: inDays(730) }, 'expiresAt'],
    ['no name', { name: ' ' }, 'name'],
  ])('are refused for %s', async (_what, over, field) => {
    const owner = await signUpSomebody(server.url);
    expect((await createKey(owner, over)).errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

describe('A-10 the IP allow-list', () => {
  const SET = 'mutation ($networks: [String!]!) { setIpAllowList(networks: $networks) { ipAllowList } }';
  it('is set after a step-up, and holds who sets it', async () => {
    const owner = await signUpSomebody(server.url);
    expect(codeOf(await ask(owner, SET, { networks: ['127.0.0.1'] }))).toBe('STEP_UP_REQUIRED');
    await stepUp(owner);
    expect((await ask(owner, SET, { networks: ['203.0.113.0/24'] })).errors[0]?.extensions).toMatchObject({
      field: 'networks',
    });
    expect((await ask(owner, SET, { networks: ['127.0.0.1', 'example.com'] })).errors[0]?.extensions).toMatchObject({
      field: 'networks[1]',
    });
    const { data } = await ask(owner, SET, { networks: ['127.0.0.1', '203.0.113.0/24'] });
    expect(data.setIpAllowList.ipAllowList).toEqual(['127.0.0.1/32', '203.0.113.0/24']);
    expect(codeOf(await createKey(owner))).toBeUndefined();
  });

  it('keeps high-risk actions out from elsewhere, its own change included', async () => {
    const owner = await signUpSomebody(server.url);
    await stepUp(owner);
    await server.rows.select(`UPDATE organizations SET ip_allow_list = '{203.0.113.0/24}' WHERE id = $1`, [
      owner.organizationId,
    ]);
    expect(codeOf(await createKey(owner))).toBe('IP_NOT_ALLOWED');
    expect(codeOf(await ask(owner, SET, { networks: [] }))).toBe('IP_NOT_ALLOWED');
  });
});
