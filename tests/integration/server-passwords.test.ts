import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestPasswordReset } from '#core/usecases/account/reset-password.ts';
import { signIn as signInUseCase } from '#core/usecases/account/sign-in.ts';
import { codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  person = await signUpSomebody(server.url);
});
afterAll(() => server.stop());

const ORIGIN = { ip: '203.0.113.7', userAgent: null };
const NEW = 'quite another long phrase';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
const VERIFY = 'mutation ($token: String!) { verifyEmail(token: $token) }';
const REQUEST = 'mutation ($email: String!) { requestPasswordReset(email: $email) }';
const RESET = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }';
const CHANGE = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }';
const ME = '{ me { user { emailVerified } } }';

const me = (token: string) => send(server.url, ME, {}, token);
const verify = (token: string) => send(server.url, VERIFY, { token });
const reset = (token: string, newPassword = NEW) => send(server.url, RESET, { input: { token, newPassword } });
const signIn = (password: string, email = person.email) => send(server.url, SIGN_IN, { input: { email, password } });
const actionsOf = async (userId: string) =>
  (
    await server.rows.select<{ action: string }>(
      'SELECT a.action FROM audit_log a JOIN members m USING (organization_id) WHERE m.user_id = $1 ORDER BY a.id',
      [userId],
    )
  ).map(({ action }) => action);

/** All links sent so far end. */
const endLinks = () => server.rows.select(`UPDATE account_tokens SET expires_at = now() - interval '1 second'`);

describe('A-01 an e-mail address', () => {
  it('is confirmed by the link that sign-up sends, once', async () => {
    expect((await me(person.token)).data.me.user.emailVerified).toBe(false);
    const token = await server.mails.token(person.email, 'verify-email');
    expect((await verify(token)).data).toEqual({ verifyEmail: true });
    expect((await me(person.token)).data.me.user.emailVerified).toBe(true);
    expect(codeOf(await verify(token))).toBe('TOKEN_INVALID');
    expect(await actionsOf(person.userId)).toContain('account.email-verified');
  });

  it('is sent another link on demand, which ends the one before; a confirmed one is not', async () => {
    const first = await server.mails.token(person.email, 'verify-email');
    const ask = () => send(server.url, 'mutation { sendVerificationEmail }', {}, person.token);
    expect((await ask()).data).toEqual({ sendVerificationEmail: true });
    const second = await server.mails.token(person.email, 'verify-email', 2);
    expect(codeOf(await verify(first))).toBe('TOKEN_INVALID');
    expect(codeOf(await verify(second))).toBeUndefined();
    expect((await ask()).data).toEqual({ sendVerificationEmail: true });
    expect(await server.mails.to(person.email)).toHaveLength(2);
  });

  it('is not confirmed by a link that has ended, or that was for something else', async () => {
    const token = await server.mails.token(person.email, 'verify-email');
    await endLinks();
    expect(codeOf(await verify(token))).toBe('TOKEN_INVALID');
    await send(server.url, REQUEST, { email: person.email });
    expect(codeOf(await verify(await server.mails.token(person.email, 'reset-password')))).toBe('TOKEN_INVALID');
    expect((await me(person.token)).data.me.user.emailVerified).toBe(false);
  });
});

describe('A-01 a forgotten password', () => {
  const link = async (): Promise<string> => {
    await send(server.url, REQUEST, { email: person.email.toUpperCase() });
    return server.mails.token(person.email, 'reset-password');
  };

  it('is replaced by the link, once, and every session ends', async () => {
    const token = await link();
    expect((await reset(token)).data).toEqual({ resetPassword: true });
    expect(codeOf(await signIn(person.password))).toBe('WRONG_CREDENTIALS');
    expect(codeOf(await signIn(NEW))).toBeUndefined();
    expect(codeOf(await reset(token, person.password))).toBe('TOKEN_INVALID');
    await vi.waitFor(async () => expect(codeOf(await me(person.token))).toBe('UNAUTHENTICATED'), 10_000);
    expect((await server.mails.next(person.email, 'password-changed')).text).toContain('was changed');
    expect(await actionsOf(person.userId)).toEqual(
      expect.arrayContaining(['account.reset-requested', 'account.password-reset']),
    );
  });

  it('is not replaced after half an hour, nor by the link before the last', async () => {
    const first = await link();
    await send(server.url, REQUEST, { email: person.email });
    const second = await server.mails.token(person.email, 'reset-password', 2);
    expect(codeOf(await reset(first))).toBe('TOKEN_INVALID');
    const [{ seconds } = { seconds: 0 }] = await server.rows.select<{ seconds: number }>(
      `SELECT extract(epoch FROM expires_at - created_at)::int AS seconds FROM account_tokens
       WHERE user_id = $1 AND purpose = 'reset-password'`,
      [person.userId],
    );
    expect(seconds).toBe(30 * 60);
    await endLinks();
    expect(codeOf(await reset(second))).toBe('TOKEN_INVALID');
    expect(codeOf(await signIn(person.password))).toBeUndefined();
  });

  it('keeps its link when the new one is too weak', async () => {
    const token = await link();
    expect((await reset(token, '1qaz2wsx3edc')).errors[0]?.extensions).toMatchObject({
      code: 'WEAK_PASSWORD',
      field: 'newPassword',
    });
    expect(codeOf(await reset(token))).toBeUndefined();
  });

  it('is asked for with one answer, whether the address has an account or not', async () => {
    const known = await send(server.url, REQUEST, { email: person.email });
    const unknown = await send(server.url, REQUEST, { email: 'nobody@example.test' });
    expect(known).toEqual(unknown);
    expect(known.data).toEqual({ requestPasswordReset: true });
    await server.mails.next(person.email, 'reset-password');
    expect(await server.mails.to('nobody@example.test')).toEqual([]);
  });

  it('is answered before anything is looked up, so that the time tells nothing', () => {
    const db = {
      as: () => ({ query: () => new Promise(() => undefined) }),
      transaction: () => new Promise(() => undefined),
    };
    const slow = { ...server.runtime, db } as unknown as TestServer['runtime'];
    expect(requestPasswordReset(slow, person.email, ORIGIN)).toBeUndefined();
  });

  it('is no way to fill an inbox', async () => {
    const runtime = { ...server.runtime, guessFactor: 1 };
    for (let times = 1; times <= 6; times += 1) {
      requestPasswordReset(runtime, person.email, ORIGIN);
      const key = `mail:reset:${person.userId}`;
      await vi.waitFor(async () => {
        const [row] = await server.rows.select<{ failures: number }>(
          'SELECT failures FROM guesses WHERE subject = $1',
          [key],
        );
        expect(row?.failures).toBe(Math.min(times, 3));
      }, 10_000);
    }
    const [{ count } = { count: 0 }] = await server.rows.select<{ count: number }>(
      `SELECT count(*)::int AS count FROM audit_log WHERE object_id = $1 AND action = 'account.reset-requested'`,
      [person.userId],
    );
    expect(count).toBeLessThanOrEqual(3);
  });
});

describe('A-01 a password that is known', () => {
  const change = (currentPassword: string, newPassword = NEW) =>
    send(server.url, CHANGE, { input: { currentPassword, newPassword } }, person.token);

  it('is changed by itself: the session goes on, the others end', async () => {
    const other = (await signIn(person.password)).data.signIn.accessToken;
    expect((await change(person.password)).data).toEqual({ changePassword: true });
    expect(codeOf(await me(person.token))).toBeUndefined();
    await vi.waitFor(async () => expect(codeOf(await me(other))).toBe('UNAUTHENTICATED'), 10_000);
    expect(codeOf(await signIn(person.password))).toBe('WRONG_CREDENTIALS');
    expect(codeOf(await signIn(NEW))).toBeUndefined();
    expect(await actionsOf(person.userId)).toContain('account.password-changed');
    await server.mails.next(person.email, 'password-changed');
  });

  it.each([
    ['a wrong one', () => 'not the password', NEW, 'WRONG_CREDENTIALS'],
    ['one that leaked', () => person.password, 'administrator', 'WEAK_PASSWORD'],
    ['the own name', () => person.password, 'Somebody-2026', 'WEAK_PASSWORD'],
  ])('is not changed for %s', async (_what, current, next, code) => {
    expect(codeOf(await change(current(), next))).toBe(code);
    expect(codeOf(await signIn(person.password))).toBeUndefined();
  });
});

describe('A-01 guesses at a password', () => {
  /** As on a server whose limits nobody raised. */
  const attempt = async (email: string, password: string, ip = ORIGIN.ip): Promise<unknown> => {
    const runtime = { ...server.runtime, guessFactor: 1 };
    return signInUseCase(runtime, { email, password }, { ip, userAgent: null }).then(
      () => 'in',
      (error: { code: string }) => error.code,
    );
  };

  it.each([
    ['an account', () => person.email],
    ['an address without one', () => `nobody-${person.email}`],
  ])('are slowed down for %s, also when a hundred come at once', async (_what, email) => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => attempt(email(), 'not the password')));
    expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(5);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(15);
    // Who has waited may try again, and who is right is free of what failed.
    await server.rows.select(`UPDATE guesses SET blocked_until = now() - interval '1 second'`);
    expect(await attempt(email(), person.password)).toBe(email() === person.email ? 'in' : 'WRONG_CREDENTIALS');
  });

  it('are counted by network address over all accounts', async () => {
    const ip = '203.0.113.99';
    const codes: unknown[] = [];
    for (let at = 0; at < 51; at += 1) codes.push(await attempt(`${at}@example.test`, 'not the password', ip));
    expect(codes.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => 'WRONG_CREDENTIALS'));
    expect(codes[50]).toBe('RATE_LIMITED');
    expect(await attempt(person.email, person.password, '203.0.113.98')).toBe('in');
  });

  it('are told in the audit log of the account, with where they came from', async () => {
    await attempt(person.email, 'not the password');
    await vi.waitFor(async () => {
      const [row] = await server.rows.select(
        `SELECT actor_id, detail FROM audit_log WHERE object_id = $1 AND action = 'account.sign-in-failed'`,
        [person.userId],
      );
      expect(row).toEqual({ actor_id: null, detail: { why: 'wrong password', ip: ORIGIN.ip } });
    }, 10_000);
  });
});

it('W-03 no link or token of a mail ever reaches the log or the database', async () => {
  await send(server.url, REQUEST, { email: person.email });
  const tokens = [
    await server.mails.token(person.email, 'verify-email'),
    await server.mails.token(person.email, 'reset-password'),
  ];
  const log = server.logged.join('');
  expect(log).toContain('a mail of kind reset-password was written to');
  const [{ all } = { all: '' }] = await server.rows.select<{ all: string }>(
    `SELECT json_agg(t)::text || (SELECT json_agg(a)::text FROM audit_log a) AS all FROM account_tokens t`,
  );
  for (const token of tokens) {
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(log).not.toContain(token);
    expect(all).not.toContain(token);
  }
});
