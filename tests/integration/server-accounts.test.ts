import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { STANDING_MS } from '#core/usecases/account/standings.ts';
import { codeOf, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const PAYLOAD =
  '{ accessToken accessTokenExpiresAt refreshToken viewer { user { id email name } organization { id name } role platformRole } }';
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) ${PAYLOAD} }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) ${PAYLOAD} }`;
const REFRESH = `mutation ($token: String!) { refreshSession(refreshToken: $token) ${PAYLOAD} }`;
const ME = '{ me { user { id email } organization { id } role } }';
const PASSWORD = 'correct horse battery staple';

const me = (token: string) => send(server.url, ME, {}, token);
const refresh = (token: string) => send(server.url, REFRESH, { token });

describe('A-01 sign-up', () => {
  it('makes an account that owns an organisation of its own', async () => {
    const { data } = await send(server.url, SIGN_UP, {
      input: { email: ' Ann@Example.test ', password: PASSWORD, name: ' Ann ' },
    });
    expect(data.signUp.viewer).toMatchObject({
      user: { email: 'ann@example.test', name: 'Ann' },
      organization: { name: 'Ann' },
      role: 'OWNER',
      platformRole: 'USER',
    });
    const { iat = 0, exp = 0 } = decodeJwt(data.signUp.accessToken);
    expect(exp - iat).toBe(15 * 60);
    expect(Date.parse(data.signUp.accessTokenExpiresAt)).toBe(exp * 1_000);
    const stored = await server.rows.select(
      `SELECT m.role, s.active_organization_id = m.organization_id AS active, a.action
       FROM members m JOIN sessions s ON s.user_id = m.user_id JOIN audit_log a ON a.actor_id = m.user_id WHERE m.user_id = $1`,
      [data.signUp.viewer.user.id],
    );
    expect(stored).toEqual([{ role: 'owner', active: true, action: 'account.signed-up' }]);
  });

  it.each([
    ['an e-mail address that is none', { email: 'nobody' }, 'BAD_USER_INPUT', 'email'],
    ['a password of 11 characters', { password: 'x'.repeat(11) }, 'WEAK_PASSWORD', 'password'],
    ['a password of 129 characters', { password: 'x'.repeat(129) }, 'WEAK_PASSWORD', 'password'],
    ['an empty password', { password: '' }, 'WEAK_PASSWORD', 'password'],
    ['an empty name', { name: ' ' }, 'BAD_USER_INPUT', 'name'],
    ['a name of 81 characters', { name: 'x'.repeat(81) }, 'BAD_USER_INPUT', 'name'],
  ])('is refused for %s, and nothing is stored', async (_what, over, code, field) => {
    const before = await server.rows.digest();
    const answer = await send(server.url, SIGN_UP, {
      input: { email: 'bad@example.test', password: PASSWORD, name: 'Bad', ...over },
    });
    expect(answer.errors[0]?.extensions).toMatchObject({ code, field, fields: [{ path: field }] });
    expect(await server.rows.digest()).toBe(before);
  });

  it('makes one account of many sign-ups with one address at once', async () => {
    const input = { email: 'race@example.test', password: PASSWORD, name: 'Race' };
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(server.url, SIGN_UP, { input })));
    expect(answers.map(codeOf).filter((code) => code === undefined)).toHaveLength(1);
    expect(answers.map(codeOf).filter((code) => code === 'EMAIL_TAKEN')).toHaveLength(3);
    const [counts] = await server.rows.select(
      `SELECT count(*)::int AS accounts, count(DISTINCT m.organization_id)::int AS organizations
       FROM users u JOIN members m ON m.user_id = u.id WHERE u.email = $1`,
      [input.email],
    );
    expect(counts).toEqual({ accounts: 1, organizations: 1 });
  });
});

describe('A-01 sign-in', () => {
  it('opens another session for the same organisation, whatever the letter case', async () => {
    const person = await signUpSomebody(server.url);
    const { data } = await send(server.url, SIGN_IN, {
      input: { email: person.email.toUpperCase(), password: person.password },
    });
    expect(data.signIn.viewer).toMatchObject({
      user: { id: person.userId },
      organization: { id: person.organizationId },
    });
    expect(data.signIn.refreshToken).not.toBe(person.refreshToken);
    expect((await me(data.signIn.accessToken)).data.me.user.id).toBe(person.userId);
  });

  it.each([
    ['an empty password', { password: '' }, 'WRONG_CREDENTIALS'],
    ['a password of 200 characters', { password: 'x'.repeat(200) }, 'WRONG_CREDENTIALS'],
    ['an address that is none', { email: 'nobody' }, 'BAD_USER_INPUT'],
  ])('is refused for %s', async (_what, over, code) => {
    const input = { email: 'nobody@example.test', password: PASSWORD, ...over };
    expect(codeOf(await send(server.url, SIGN_IN, { input }))).toBe(code);
  });

  it('does not tell a wrong password from an unknown address', async () => {
    const { email } = await signUpSomebody(server.url);
    const wrong = await send(server.url, SIGN_IN, { input: { email, password: 'not the password' } });
    const unknown = await send(server.url, SIGN_IN, {
      input: { email: 'nobody@example.test', password: 'not the password' },
    });
    expect(codeOf(wrong)).toBe('WRONG_CREDENTIALS');
    expect(unknown.errors).toEqual(wrong.errors);
  });
});

describe('A-03 access tokens', () => {
  it('say who and for which organisation, and nothing about the person', async () => {
    const person = await signUpSomebody(server.url);
    const claims = decodeJwt(person.token);
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'org', 'sid', 'sub']);
    expect(claims).toMatchObject({ sub: person.userId, org: person.organizationId });
  });

  it.each([
    ['none', ''],
    ['text that is no token', 'abc.def.ghi'],
    ['one signed with no key', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
  ])('are needed: %s is UNAUTHENTICATED', async (_what, token) => {
    expect(codeOf(await me(token))).toBe('UNAUTHENTICATED');
  });

  it('are worthless when a letter was changed', async () => {
    const { token } = await signUpSomebody(server.url);
    const [header, payload, signature = ''] = token.split('.');
    const forged = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(codeOf(await me(forged))).toBe('UNAUTHENTICATED');
  });

  it('end with their time', async () => {
    const { token } = await signUpSomebody(server.url);
    const expiry = (decodeJwt(token).exp ?? 0) * 1_000;
    vi.useFakeTimers({ now: expiry + 1_000, toFake: ['Date'] });
    try {
      expect(codeOf(await me(token))).toBe('UNAUTHENTICATED');
    } finally {
      vi.useRealTimers();
    }
  });

  it('are refreshed with the refresh token alone', async () => {
    const person = await signUpSomebody(server.url);
    const { data } = await refresh(person.refreshToken);
    expect(data.refreshSession.viewer.user.id).toBe(person.userId);
    expect(data.refreshSession.refreshToken).not.toBe(person.refreshToken);
    expect((await me(data.refreshSession.accessToken)).data.me.organization.id).toBe(person.organizationId);
    expect(codeOf(await refresh(person.token))).toBe('UNAUTHENTICATED');
    expect(codeOf(await me(person.refreshToken))).toBe('UNAUTHENTICATED');
  });

  it('cannot be refreshed once the session has run out', async () => {
    const person = await signUpSomebody(server.url);
    await server.rows.select(`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      person.userId,
    ]);
    expect(codeOf(await refresh(person.refreshToken))).toBe('UNAUTHENTICATED');
  });
});

describe('A-03 sign-out', () => {
  it('ends the session: both its tokens, and no other session', async () => {
    const person = await signUpSomebody(server.url);
    const other = await send(server.url, SIGN_IN, { input: { email: person.email, password: person.password } });
    expect((await send(server.url, 'mutation { signOut }', {}, person.token)).data).toEqual({ signOut: true });
    expect(codeOf(await me(person.token))).toBe('UNAUTHENTICATED');
    expect(codeOf(await refresh(person.refreshToken))).toBe('UNAUTHENTICATED');
    expect(codeOf(await me(other.data.signIn.accessToken))).toBeUndefined();
  });
});

describe('A-05 membership', () => {
  it('that is taken away takes effect within seconds', async () => {
    const person = await signUpSomebody(server.url);
    expect(codeOf(await me(person.token))).toBeUndefined();
    await server.rows.select('DELETE FROM members WHERE user_id = $1', [person.userId]);
    vi.useFakeTimers({ now: Date.now() + STANDING_MS, toFake: ['Date'] });
    try {
      expect(codeOf(await me(person.token))).toBe('UNAUTHENTICATED');
    } finally {
      vi.useRealTimers();
    }
  });
});

it('W-03 no password or token ever reaches the log', async () => {
  const person = await signUpSomebody(server.url);
  await send(server.url, SIGN_IN, { input: { email: person.email, password: person.password } }, person.token);
  const log = server.logged.join('');
  for (const secret of [person.password, person.token, person.refreshToken]) expect(log).not.toContain(secret);
});
