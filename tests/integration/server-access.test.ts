/** Other ways in than a password: signed messages, companies' accounts, outside issuers, chats; and wallets whose key is elsewhere. */
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import bs58 from 'bs58';
import { exportJWK, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMPANIES, createOAuthProviders } from '#core/adapters/oauth/providers.ts';
import type { OutsideIssuer } from '#core/ports/outside-issuers.ts';
import { newId } from '#core/store/new-id.ts';
import { type Answer, codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const SECRET = 'a secret that an issuer shares with us';
const BOT_SECRET = 'what only our own bots know of this place';
const AUDIENCE = 'sluice-test';
const SHARED = 'https://shared.example.test/';

interface Peer {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Peer> {
  const http: Server = createServer(handle);
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => void http.close(() => resolve())),
  };
}

const answer = (response: ServerResponse, body: object, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** An issuer's key, and what its JWKS says of it. */
async function issuerKey(kid: string): Promise<{ kid: string; privateKey: KeyObject; publicKey: KeyObject; jwk: JWK }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  // Without `alg`: nothing but our own list says which algorithms may be used.
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
}

let published: JWK[] = [];
let jwks: Peer;
let company: Peer;
let server: TestServer;
let key: Awaited<ReturnType<typeof issuerKey>>;
const issuer = (): string => `${jwks.url}/`;

/** What the company knows: who came with which code, and what each code was asked with. */
const arrivals = new Map<string, { profile: object; challenge: string }>();
const verifiers = new Map<string, string>();

async function tokenEndpoint(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const form = new URLSearchParams(body);
  const arrival = arrivals.get(form.get('code') ?? '');
  const hash = await crypto.subtle.digest('SHA-256', Buffer.from(form.get('code_verifier') ?? ''));
  if (arrival === undefined || Buffer.from(hash).toString('base64url') !== arrival.challenge)
    return answer(response, { error: 'invalid_grant' }, 400);
  const token = randomUUID();
  verifiers.set(token, form.get('code') ?? '');
  answer(response, { access_token: token, token_type: 'Bearer', expires_in: 60 });
}

function profileEndpoint(request: IncomingMessage, response: ServerResponse): void {
  const code = verifiers.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
  const arrival = arrivals.get(code ?? '');
  answer(response, arrival?.profile ?? { error: 'who?' }, arrival === undefined ? 401 : 200);
}

beforeAll(async () => {
  key = await issuerKey('first');
  published = [key.jwk];
  jwks = await listen((_request, response) => answer(response, { keys: published }));
  company = await listen((request, response) => {
    if (request.url === '/token') void tokenEndpoint(request, response);
    else profileEndpoint(request, response);
  });
  const issuers: OutsideIssuer[] = [
    { issuer: issuer(), audience: AUDIENCE, algorithms: ['RS256'], key: { jwksUrl: `${jwks.url}/jwks` } },
    { issuer: SHARED, audience: AUDIENCE, algorithms: ['HS256'], key: { secret: SECRET } },
  ];
  server = await startTestServer({ settings: { OIDC_ISSUERS: issuers, BOT_SECRET } });
  // The real companies cannot be asked from here: theirs is the same conversation, with other addresses.
  const endpoints = {
    authorizationEndpoint: `${company.url}/authorize`,
    tokenEndpoint: `${company.url}/token`,
    profileEndpoint: `${company.url}/profile`,
  };
  Object.assign(server.runtime, {
    oauth: createOAuthProviders(
      { google: { clientId: 'client', clientSecret: 'secret' } },
      { ...COMPANIES, google: { ...COMPANIES.google, ...endpoints } },
    ),
  });
});
afterAll(async () => {
  await server.stop();
  await Promise.all([jwks.close(), company.close()]);
});

const ask = (
  who: Person | string | null,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> =>
  send(server.url, query, variables, who === null ? undefined : typeof who === 'string' ? who : who.token);
const ME = '{ me { user { id email } organization { id } role platformRole } }';

/** A wallet that signs. */
function wallet() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const address = bs58.encode(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
  return { address, sign: (message: string) => bs58.encode(sign(null, Buffer.from(message), privateKey)) };
}

const BEGIN = 'mutation ($address: Address!) { beginWalletSignIn(address: $address) { message nonce expiresAt } }';
const FINISH =
  'mutation ($input: SignedProofInput!) { signInWithWallet(input: $input) { accessToken viewer { user { id name } role } } }';
const begin = async (address: string) => (await ask(null, BEGIN, { address })).data.beginWalletSignIn;
const finish = (nonce: string, signature: string) => ask(null, FINISH, { input: { nonce, signature } });

describe('A-11 signing in with a wallet', () => {
  it('makes an account at first sight, and finds it again', async () => {
    const phantom = wallet();
    const { message, nonce } = await begin(phantom.address);
    expect(message.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/ wants you to sign in with your Solana account:$/),
      phantom.address,
    ]);
    expect(message).toContain(`Nonce: ${nonce}`);
    const first = await finish(nonce, phantom.sign(message));
    expect(first.data.signInWithWallet.viewer).toMatchObject({
      role: 'OWNER',
      user: { name: expect.stringContaining('…') },
    });
    const again = await begin(phantom.address);
    const second = await finish(again.nonce, phantom.sign(again.message));
    expect(second.data.signInWithWallet.viewer.user.id).toBe(first.data.signInWithWallet.viewer.user.id);
    expect(codeOf(await ask(second.data.signInWithWallet.accessToken, ME))).toBeUndefined();
  });

  it('takes each message once, whatever becomes of it, and of many at once one', async () => {
    const phantom = wallet();
    const { message, nonce } = await begin(phantom.address);
    const signature = phantom.sign(message);
    const codes = (await Promise.all([1, 2, 3, 4].map(() => finish(nonce, signature)))).map(codeOf);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'TOKEN_INVALID')).toHaveLength(3);
    const wrong = await begin(phantom.address);
    expect(codeOf(await finish(wrong.nonce, wallet().sign(wrong.message)))).toBe('PROOF_INVALID');
    expect(codeOf(await finish(wrong.nonce, phantom.sign(wrong.message)))).toBe('TOKEN_INVALID');
  });

  it('refuses other words, other keys, what is no signature, and what is too old', async () => {
    const phantom = wallet();
    const tries: [(message: string) => string][] = [
      [(message) => phantom.sign(`${message} `)],
      [(message) => phantom.sign(message.replace('Sign in', 'Sign up'))],
      [() => ''],
      [() => 'not base58 0OIl'],
      [(message) => bs58.encode(bs58.decode(phantom.sign(message)).subarray(1))],
    ];
    for (const [signature] of tries) {
      const { message, nonce } = await begin(phantom.address);
      expect(codeOf(await finish(nonce, signature(message)))).toBe('PROOF_INVALID');
    }
    const { message, nonce } = await begin(phantom.address);
    await server.rows.select(`UPDATE challenges SET expires_at = now() - interval '1 second'`);
    expect(codeOf(await finish(nonce, phantom.sign(message)))).toBe('TOKEN_INVALID');
  });

  it('refuses S that was added the order of the group to, and keys of small order', async () => {
    const phantom = wallet();
    const { message, nonce } = await begin(phantom.address);
    const bytes = Buffer.from(bs58.decode(phantom.sign(message)));
    const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + ORDER;
    Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse().copy(bytes, 32);
    expect(codeOf(await finish(nonce, bs58.encode(bytes)))).toBe('PROOF_INVALID');
    // The system program: anybody can make signatures of it.
    expect(codeOf(await ask(null, BEGIN, { address: '11111111111111111111111111111111' }))).toBe('ADDRESS_OFF_CURVE');
  });
});

const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;

const WATCH = 'mutation ($input: AddWatchWalletInput!) { addWatchWallet(input: $input) { id kind provenAt active } }';
const BEGIN_PROOF = 'mutation ($id: ID!) { beginWalletProof(walletId: $id) { message nonce } }';
const PROVE = 'mutation ($input: ProveWalletInput!) { proveWallet(input: $input) { provenAt } }';
const UPDATE = 'mutation ($input: UpdateWalletInput!) { updateWallet(input: $input) { label active } }';
const DELETE = 'mutation ($id: ID!) { deleteWallet(id: $id) }';
const watch = (who: Person, address: string, idempotencyKey = newId<string>()) =>
  ask(who, WATCH, { input: { address, label: 'Cold', idempotencyKey } });

describe('W-04 watch-only wallets', () => {
  it('are shown, and proven by a message of their own', async () => {
    const person = await signUpSomebody(server.url);
    const cold = wallet();
    const { id, ...rest } = (await watch(person, cold.address)).data.addWatchWallet;
    expect(rest).toEqual({ kind: 'WATCH', provenAt: null, active: true });
    expect(codeOf(await watch(person, cold.address))).toBe('WALLET_EXISTS');
    const { message, nonce } = (await ask(person, BEGIN_PROOF, { id })).data.beginWalletProof;
    expect(message).toContain(person.organizationId);
    const input = { walletId: id, nonce, signature: cold.sign(message) };
    expect((await ask(person, PROVE, { input })).data.proveWallet.provenAt).not.toBeNull();
    expect(codeOf(await ask(person, PROVE, { input }))).toBe('TOKEN_INVALID');
  });

  it('a proof is good for one purpose, wallet and organisation', async () => {
    const [person, other] = await Promise.all([signUpSomebody(server.url), signUpSomebody(server.url)]);
    const cold = wallet();
    const { id } = (await watch(person, cold.address)).data.addWatchWallet;
    const { id: theirs } = (await watch(other, cold.address)).data.addWatchWallet;
    const { message, nonce } = (await ask(person, BEGIN_PROOF, { id })).data.beginWalletProof;
    const signature = cold.sign(message);
    expect(codeOf(await finish(nonce, signature))).toBe('TOKEN_INVALID');
    expect(codeOf(await ask(other, PROVE, { input: { walletId: theirs, nonce, signature } }))).toBe('PROOF_INVALID');
    const signIn = await begin(cold.address);
    const input = { walletId: id, nonce: signIn.nonce, signature: cold.sign(signIn.message) };
    expect(codeOf(await ask(person, PROVE, { input }))).toBe('TOKEN_INVALID');
    expect((await ask(person, BEGIN_PROOF, { id: theirs })).errors).toEqual(
      (await ask(person, BEGIN_PROOF, { id: newId() })).errors,
    );
    const stored = await server.rows.select('SELECT proven_at FROM wallets WHERE id = ANY($1::uuid[])', [[id, theirs]]);
    expect(stored).toEqual([{ proven_at: null }, { proven_at: null }]);
  });

  it('W-05 are named, switched off, deleted and added again', async () => {
    const person = await signUpSomebody(server.url);
    const { address } = wallet();
    const { id } = (await watch(person, address)).data.addWatchWallet;
    const updated = await ask(person, UPDATE, { input: { id, label: ' Vault ', active: false } });
    expect(updated.data.updateWallet).toEqual({ label: 'Vault', active: false });
    expect((await ask(person, UPDATE, { input: { id, active: true } })).data.updateWallet).toEqual({
      label: 'Vault',
      active: true,
    });
    expect((await ask(person, UPDATE, { input: { id, label: '' } })).errors[0]?.extensions).toMatchObject({
      field: 'label',
    });
    expect((await ask(person, DELETE, { id })).data.deleteWallet).toBe(true);
    expect(codeOf(await ask(person, DELETE, { id }))).toBe('NOT_FOUND');
    expect((await ask(person, '{ wallets { edges { node { id } } } }')).data.wallets.edges).toEqual([]);
    expect(codeOf(await watch(person, address))).toBeUndefined();
  });
});

const claims = (over: JWTPayload = {}): JWTPayload => ({
  iss: issuer(),
  aud: AUDIENCE,
  sub: 'ann',
  name: 'Ann',
  ...over,
});
const token = (payload: JWTPayload, signer = key): Promise<string> =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: signer.kid })
    .setExpirationTime('5m')
    .sign(signer.privateKey);

describe('A-04 tokens of outside issuers', () => {
  it('speak for somebody known by issuer and subject, with an organisation of their own', async () => {
    const answers = await Promise.all([1, 2, 3].map(async () => ask(await token(claims()), ME)));
    expect(answers.map(codeOf)).toEqual([undefined, undefined, undefined]);
    expect(new Set(answers.map(({ data }) => data.me.user.id)).size).toBe(1);
    expect(answers[0]?.data.me).toMatchObject({ role: 'OWNER', platformRole: 'USER' });
    const other = await ask(await token(claims({ sub: 'bob' })), ME);
    expect(other.data.me.user.id).not.toBe(answers[0]?.data.me.user.id);
    const people = await server.rows.select('SELECT 1 FROM accounts WHERE provider_id = $1', [`oidc:${issuer()}`]);
    expect(people).toHaveLength(2);
  });

  it('of a shared secret speak for somebody else, although the subject is the same', async () => {
    const sign256 = (secret: string) =>
      new SignJWT(claims({ iss: SHARED }))
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode(secret));
    const [mine, theirs] = [await ask(await sign256(SECRET), ME), await ask(await token(claims()), ME)];
    expect(mine.data.me.user.id).not.toBe(theirs.data.me.user.id);
    expect(codeOf(await ask(await sign256(`${SECRET}!`), ME))).toBe('UNAUTHENTICATED');
  });

  it('join nobody to an account that has their e-mail address', async () => {
    const person = await signUpSomebody(server.url);
    const { data } = await ask(await token(claims({ sub: 'eve', email: person.email, email_verified: true })), ME);
    expect(data.me.user.id).not.toBe(person.userId);
    expect(data.me.user.email).not.toBe(person.email);
  });

  it('cannot do what a session of ours must', async () => {
    const outsider = await token(claims());
    expect(codeOf(await ask(outsider, 'mutation { signOut }'))).toBe('SESSION_REQUIRED');
    const before = await ask(outsider, 'mutation { setIpAllowList(networks: ["127.0.0.1"]) { id } }');
    expect(codeOf(before)).toBe('STEP_UP_REQUIRED');
  });

  it.each([
    ['another audience', () => token(claims({ aud: 'somebody-else' }))],
    ['another issuer', () => token(claims({ iss: 'https://evil.example.test/' }))],
    ['no subject', () => token({ iss: issuer(), aud: AUDIENCE })],
    ['no end', () => new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid: key.kid }).sign(key.privateKey)],
    [
      'an end that has passed',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256', kid: key.kid })
          .setExpirationTime('-1m')
          .sign(key.privateKey),
    ],
    ['no signature', async () => new UnsecuredJWT(claims()).setExpirationTime('5m').encode()],
    [
      'an algorithm that was not agreed on',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'PS256', kid: key.kid })
          .setExpirationTime('5m')
          .sign(key.privateKey),
    ],
    [
      'HS256 with the public key as its secret',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: key.kid })
          .setExpirationTime('5m')
          .sign(new TextEncoder().encode(key.publicKey.export({ type: 'spki', format: 'pem' }).toString())),
    ],
    [
      'the secret of another issuer',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256' })
          .setExpirationTime('5m')
          .sign(new TextEncoder().encode(SECRET)),
    ],
  ])('are refused with %s', async (_what, make) => {
    expect(codeOf(await ask(await make(), ME))).toBe('UNAUTHENTICATED');
  });

  it('are good when the issuer has another key, and refused when it has let go of one', async () => {
    const next = await issuerKey('second');
    const early = await token(claims(), next);
    expect(codeOf(await ask(early, ME))).toBe('UNAUTHENTICATED');
    published = [next.jwk];
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] });
    try {
      expect(codeOf(await ask(await token(claims(), next), ME))).toBeUndefined();
      expect(codeOf(await ask(await token(claims()), ME))).toBe('UNAUTHENTICATED');
    } finally {
      vi.useRealTimers();
      published = [key.jwk, next.jwk];
    }
  });
});

const BEGIN_OAUTH = 'mutation { beginOAuth(provider: GOOGLE) { url state kept } }';
const COMPLETE =
  'mutation ($input: CompleteOAuthInput!) { completeOAuth(input: $input) { viewer { user { id email name } role } } }';

/** Somebody goes to the company, and comes back with a code. */
async function visit(profile: object): Promise<{ code: string; state: string; kept: string }> {
  const { url, state, kept } = (await ask(null, BEGIN_OAUTH)).data.beginOAuth;
  const query = new URL(url).searchParams;
  expect(query.get('state')).toBe(state);
  expect(query.get('code_challenge_method')).toBe('S256');
  const code = randomUUID();
  arrivals.set(code, { profile, challenge: query.get('code_challenge') ?? '' });
  return { code, state, kept };
}
const complete = (input: object) => ask(null, COMPLETE, { input });

describe('A-02 signing in with a company’s account', () => {
  it('makes an account at first sight, and finds it again whatever the address is by then', async () => {
    const sub = randomUUID();
    const email = `${sub}@example.test`;
    const first = await complete(await visit({ sub, name: 'Ann', email, email_verified: true }));
    expect(first.data.completeOAuth.viewer).toMatchObject({ user: { email, name: 'Ann' }, role: 'OWNER' });
    const again = await complete(await visit({ sub, name: 'Ann', email: 'other@example.test', email_verified: true }));
    expect(again.data.completeOAuth.viewer.user).toEqual(first.data.completeOAuth.viewer.user);
  });

  it('lets nobody into an account by its e-mail address, and believes none that the company has not seen', async () => {
    const person = await signUpSomebody(server.url);
    const taken = { sub: randomUUID(), name: 'Eve', email: person.email };
    expect(codeOf(await complete(await visit({ ...taken, email_verified: true })))).toBe('EMAIL_TAKEN');
    const { data } = await complete(await visit({ ...taken, email_verified: false }));
    expect(data.completeOAuth.viewer.user.id).not.toBe(person.userId);
    expect(data.completeOAuth.viewer.user.email).not.toBe(person.email);
  });

  it('takes a state once, from the browser that began, with a code that was given for it', async () => {
    const trip = await visit({ sub: randomUUID() });
    const other = await visit({ sub: randomUUID() });
    expect(codeOf(await complete({ ...trip, kept: other.kept }))).toBe('TOKEN_INVALID');
    expect(codeOf(await complete(trip))).toBe('TOKEN_INVALID');
    expect(codeOf(await complete({ ...other, code: trip.code }))).toBe('WRONG_CREDENTIALS');
    const begun = await ask(null, 'mutation { beginOAuth(provider: GITHUB) { url } }');
    expect(begun.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'provider' });
    expect((await ask(null, '{ oauthProviders }')).data.oauthProviders).toEqual(['GOOGLE']);
  });
});

const LINK = 'mutation { createLinkCode(platform: TELEGRAM) { code expiresAt } }';
const REDEEM = 'mutation ($input: RedeemLinkCodeInput!) { redeemLinkCode(input: $input) }';
const IDENTITIES = '{ linkedIdentities { id provider subject } }';
const UNLINK = 'mutation ($id: ID!) { unlinkIdentity(id: $id) }';
const redeem = (code: string, over: object = {}) =>
  ask(null, REDEEM, { input: { botSecret: BOT_SECRET, code, platform: 'TELEGRAM', externalId: '4711', ...over } });

describe('A-12 chat accounts', () => {
  it('are tied to who made the code, and let go again', async () => {
    const person = await signUpSomebody(server.url);
    const { code } = (await ask(person, LINK)).data.createLinkCode;
    expect(code).toMatch(/^[0-9A-Z]{10}$/);
    expect((await redeem(code.toLowerCase())).data.redeemLinkCode).toBe(true);
    expect(codeOf(await redeem(code))).toBe('TOKEN_INVALID');
    const [identity] = (await ask(person, IDENTITIES)).data.linkedIdentities;
    expect(identity).toMatchObject({ provider: 'telegram', subject: '4711' });
    const other = await signUpSomebody(server.url);
    const theirs = (await ask(other, LINK)).data.createLinkCode;
    expect(codeOf(await redeem(theirs.code))).toBe('CONFLICT');
    expect(codeOf(await ask(other, UNLINK, { id: identity.id }))).toBe('NOT_FOUND');
    expect((await ask(person, UNLINK, { id: identity.id })).data.unlinkIdentity).toBe(true);
    expect((await ask(person, IDENTITIES)).data.linkedIdentities).toEqual([]);
  });

  it('are tied by our bots alone, on the platform the code was made for', async () => {
    const person = await signUpSomebody(server.url);
    const code = async () => (await ask(person, LINK)).data.createLinkCode.code;
    expect(codeOf(await redeem(await code(), { botSecret: 'guess' }))).toBe('FORBIDDEN');
    expect(codeOf(await redeem(await code(), { platform: 'DISCORD' }))).toBe('TOKEN_INVALID');
    expect((await ask(person, IDENTITIES)).data.linkedIdentities).toEqual([]);
  });

  it('nobody lets go of their only way in', async () => {
    const phantom = wallet();
    const { message, nonce } = await begin(phantom.address);
    const { accessToken } = (await finish(nonce, phantom.sign(message))).data.signInWithWallet;
    const [identity] = (await ask(accessToken, IDENTITIES)).data.linkedIdentities;
    expect(codeOf(await ask(accessToken, UNLINK, { id: identity.id }))).toBe('BAD_USER_INPUT');
  });
});
