import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signInTwoFactor } from '#core/usecases/account/sign-in-two-factor.ts';
import { stepUp } from '#core/usecases/account/step-up.ts';
import { codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { SIGNED_IN } from '../support/signed-in.ts';
import { codeNow } from '../support/totp.ts';

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  person = await signUpSomebody(server.url);
});
afterEach(() => void vi.useRealTimers());
afterAll(() => server.stop());

const BEGIN = 'mutation ($password: String!) { beginTwoFactor(password: $password) { uri backupCodes } }';
const CONFIRM = 'mutation ($code: String!) { confirmTwoFactor(code: $code) }';
const DISABLE = 'mutation { disableTwoFactor }';
const RENEW = 'mutation { regenerateBackupCodes }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
const SECOND = 'mutation ($input: SignInTwoFactorInput!) { signInTwoFactor(input: $input) { accessToken } }';
const STEP_UP = 'mutation ($input: StepUpInput!) { stepUp(input: $input) }';
const ME = '{ me { user { twoFactor } } }';

const ask = (query: string, variables: Readonly<Record<string, unknown>> = {}) =>
  send(server.url, query, variables, person.token);
const begin = async () => (await ask(BEGIN, { password: person.password })).data.beginTwoFactor;
const signIn = () => send(server.url, SIGN_IN, { input: { email: person.email, password: person.password } });
const second = (input: object) => send(server.url, SECOND, { input });
const challengeOf = async (): Promise<string> => String((await signIn()).errors[0]?.extensions['challenge']);
const isOn = async () => (await ask(ME)).data.me.user.twoFactor;
const prove = (input: object = {}) => ask(STEP_UP, { input: { password: person.password, ...input } });

/** Another half-minute, and its code. No code is good twice. */
function nextCode(uri: string): string {
  const now = Date.now() + 30_000;
  vi.useFakeTimers({ now, toFake: ['Date'] });
  return codeNow(uri, new Date(now));
}

async function switchOn(): Promise<{ uri: string; backupCodes: string[] }> {
  const setup = await begin();
  expect((await ask(CONFIRM, { code: nextCode(setup.uri) })).data).toEqual({ confirmTwoFactor: true });
  return setup;
}

const actions = async () =>
  (
    await server.rows.select<{ action: string }>('SELECT action FROM audit_log WHERE object_id = $1 ORDER BY id', [
      person.userId,
    ])
  ).map(({ action }) => action);

describe('A-06 two-factor', () => {
  it('is on once a code proves that the app has the secret', async () => {
    const { uri, backupCodes } = await begin();
    expect(new Set(backupCodes).size).toBe(10);
    expect(await isOn()).toBe(false);
    expect(codeOf(await signIn())).toBeUndefined();
    const code = codeNow(uri);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(codeOf(await ask(CONFIRM, { code: wrong }))).toBe('WRONG_CODE');
    expect(codeOf(await ask(CONFIRM, { code: ` ${code.slice(0, 3)} ${code.slice(3)}` }))).toBeUndefined();
    expect(await isOn()).toBe(true);
    expect(await actions()).toContain('account.two-factor-on');
    expect((await server.mails.next(person.email, 'two-factor-changed')).text).toContain('was switched on');
  });

  it('is begun with the password, and not again while it is on', async () => {
    expect(codeOf(await ask(BEGIN, { password: 'not the password' }))).toBe('WRONG_CREDENTIALS');
    await switchOn();
    expect(codeOf(await ask(BEGIN, { password: person.password }))).toBe('CONFLICT');
  });

  it('asks for a code at sign-in, and takes each one once', async () => {
    const { uri } = await switchOn();
    const refused = await signIn();
    expect(refused.data).toBeNull();
    expect(codeOf(refused)).toBe('TWO_FACTOR_REQUIRED');
    const [challenge, another] = [await challengeOf(), await challengeOf()];
    const code = nextCode(uri);
    const inside = await second({ challenge, code });
    expect((await send(server.url, ME, {}, inside.data.signInTwoFactor.accessToken)).data.me.user.twoFactor).toBe(true);
    // Somebody looked over the shoulder: the same code at another challenge, and the same challenge again.
    expect(codeOf(await second({ challenge: another, code }))).toBe('WRONG_CODE');
    expect(codeOf(await second({ challenge, code: nextCode(uri) }))).toBe('TOKEN_INVALID');
    expect(await actions()).toContain('account.sign-in-failed');
  });

  it('takes one code of two that come at once', async () => {
    const { uri } = await switchOn();
    const challenges = [await challengeOf(), await challengeOf()];
    const code = nextCode(uri);
    const answers = await Promise.all(challenges.map((challenge) => second({ challenge, code })));
    expect(answers.map(codeOf).sort()).toEqual(['WRONG_CODE', undefined]);
  });

  it('ends a challenge after five codes, and with its time', async () => {
    const { uri } = await switchOn();
    const challenge = await challengeOf();
    for (let tries = 0; tries < 5; tries += 1) {
      expect(codeOf(await second({ challenge, code: 'abcdef' }))).toBe('WRONG_CODE');
    }
    const code = nextCode(uri);
    expect(codeOf(await second({ challenge, code }))).toBe('TOKEN_INVALID');
    const late = await challengeOf();
    await server.rows.select(`UPDATE account_tokens SET expires_at = now() WHERE purpose = 'sign-in'`);
    expect(codeOf(await second({ challenge: late, code }))).toBe('TOKEN_INVALID');
    expect(codeOf(await second({ challenge: await challengeOf(), code }))).toBeUndefined();
  });

  it('slows an account down over all challenges; a right password does not make up for wrong codes', async () => {
    const { uri } = await switchOn();
    const runtime = { ...server.runtime, guessFactor: 1 };
    const attempt = async (code: string): Promise<string> => {
      const input = { challenge: await challengeOf(), code };
      return signInTwoFactor(runtime, input, { ip: null, userAgent: null }).then(
        () => 'in',
        (error: { code: string }) => error.code,
      );
    };
    for (let tries = 0; tries < 5; tries += 1) expect(await attempt('abcdef')).toBe('WRONG_CODE');
    expect(await attempt(nextCode(uri))).toBe('RATE_LIMITED');
    await server.rows.select(`UPDATE guesses SET blocked_until = now() - interval '1 second'`);
    expect(await attempt(nextCode(uri))).toBe('in');
  });

  it('takes each backup code once, however it is typed', async () => {
    const { backupCodes } = await switchOn();
    const [first = ''] = backupCodes;
    const typed = ` ${first.toUpperCase().replaceAll('-', ' ')} `;
    expect(codeOf(await second({ challenge: await challengeOf(), backupCode: typed }))).toBeUndefined();
    expect(codeOf(await second({ challenge: await challengeOf(), backupCode: first }))).toBe('WRONG_CODE');
    const [stored] = await server.rows.select<{ text: string }>(
      'SELECT row_to_json(f)::text AS text FROM two_factors f WHERE user_id = $1',
      [person.userId],
    );
    for (const code of backupCodes) expect(stored?.text).not.toContain(code.replaceAll('-', ''));
  });

  it('is not changed without step-up: switched off, or given new backup codes', async () => {
    const { uri, backupCodes } = await switchOn();
    for (const query of [DISABLE, RENEW]) expect(codeOf(await ask(query))).toBe('STEP_UP_REQUIRED');
    expect(codeOf(await prove({ code: nextCode(uri) }))).toBeUndefined();
    const renewed = (await ask(RENEW)).data.regenerateBackupCodes;
    expect(renewed).toHaveLength(10);
    expect(codeOf(await second({ challenge: await challengeOf(), backupCode: backupCodes[1] }))).toBe('WRONG_CODE');
    expect((await ask(DISABLE)).data).toEqual({ disableTwoFactor: true });
    expect(codeOf(await signIn())).toBeUndefined();
    expect(codeOf(await ask(DISABLE))).toBe('NOT_FOUND');
    expect(await actions()).toEqual(expect.arrayContaining(['account.backup-codes-renewed', 'account.two-factor-off']));
  });
});

describe('A-06 step-up', () => {
  it('asks for the password, and where two-factor is on for a code, each good once', async () => {
    const before = Date.now();
    const { data } = await prove();
    expect(Math.round((Date.parse(data.stepUp) - before) / 60_000)).toBe(5);
    expect(codeOf(await prove({ password: 'not the password' }))).toBe('WRONG_CREDENTIALS');
    const { uri, backupCodes } = await switchOn();
    expect(codeOf(await prove())).toBe('WRONG_CODE');
    const code = nextCode(uri);
    expect(codeOf(await prove({ code }))).toBeUndefined();
    expect(codeOf(await prove({ code }))).toBe('WRONG_CODE');
    expect(codeOf(await prove({ backupCode: backupCodes[0] }))).toBeUndefined();
  });

  it('holds for five minutes, in this session alone', async () => {
    await switchOn();
    await server.rows.select(`UPDATE sessions SET stepped_up_at = now() - interval '301 seconds' WHERE user_id = $1`, [
      person.userId,
    ]);
    expect(codeOf(await ask(DISABLE))).toBe('STEP_UP_REQUIRED');
    await server.rows.select(`UPDATE sessions SET stepped_up_at = now() - interval '290 seconds' WHERE user_id = $1`, [
      person.userId,
    ]);
    expect(codeOf(await ask(DISABLE))).toBeUndefined();
  });

  it('limits wrong passwords by session and by account', async () => {
    const runtime = { ...server.runtime, guessFactor: 1 };
    const { userId, organizationId } = person;
    const caller = { ...SIGNED_IN, userId, organizationId, role: 'owner', platformRole: 'user' } as never;
    const attempt = (password: string) =>
      stepUp(runtime, caller, { password }).then(
        () => 'in',
        (error: { code: string }) => error.code,
      );
    const codes = [];
    for (let tries = 0; tries < 6; tries += 1) codes.push(await attempt('not the password'));
    expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'WRONG_CREDENTIALS'));
    expect(codes[5]).toBe('RATE_LIMITED');
    expect(await attempt(person.password)).toBe('RATE_LIMITED');
  });
});

describe('A-10 the legal-use declaration', () => {
  const ATTEST = 'mutation ($input: AttestLegalUseInput!) { attestLegalUse(input: $input) }';
  const attested = async () => (await ask('{ me { attested } }')).data.me.attested;

  it('is kept with who, for which organisation, when, which text and from where', async () => {
    const { version, text } = (await ask('{ attestation { version text } }')).data.attestation;
    expect(text).toContain('wash trades');
    expect(await attested()).toBe(false);
    for (const input of [
      { version, accepted: false },
      { version: 'another', accepted: true },
    ]) {
      expect(codeOf(await ask(ATTEST, { input }))).toBe('BAD_USER_INPUT');
    }
    expect(await attested()).toBe(false);
    for (let times = 0; times < 2; times += 1) {
      expect((await ask(ATTEST, { input: { version, accepted: true } })).data).toEqual({ attestLegalUse: true });
    }
    expect(await attested()).toBe(true);
    const rows = await server.rows.select(
      `SELECT organization_id, version, ip_address, created_at > now() - interval '10 minutes' AS fresh
       FROM attestations WHERE user_id = $1`,
      [person.userId],
    );
    expect(rows).toEqual([{ organization_id: person.organizationId, version, ip_address: '127.0.0.1', fresh: true }]);
    expect((await actions()).filter((action) => action === 'account.legal-use-attested')).toHaveLength(1);
  });
});
