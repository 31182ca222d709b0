/**
 * A run of the whole product with wallets whose keys we know, from sign-up to sign-out, with a worker and a signer that crash, and
 * then a search for those keys and for every other secret wherever one could have come to lie (W-03, S-04).
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Connection, Keypair } from '@solana/web3.js';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { sealKey } from '#core/adapters/vault/seal.ts';
import type { Address, UserId } from '#core/domain/ids.ts';
import { openDatabase } from '#core/store/db.ts';
import { verifyAudit } from '#core/usecases/audit/verify-audit.ts';
import { createDemo } from '../../localnet/tools/demo.ts';
import { dataFolder } from '../../scripts/lib/data-folder.mjs';
import { databaseUrl } from '../../scripts/lib/database.mjs';
import { freePort, readPorts } from '../../scripts/lib/ports.mjs';
import { SUPERUSER } from '../../scripts/lib/postgres.mjs';
import { readSecrets } from '../../scripts/lib/secrets.mjs';
import { type Stack, startStack } from '../../scripts/lib/stack.mjs';
import { StopList } from '../../scripts/lib/stop-list.mjs';
import { fund } from '../../scripts/rehearse/campaigns.ts';
import { keyNeedles, type Leak, type Needle, search, textNeedles } from '../support/canary.ts';
import { environments, files, type Place, processesOf, redisKeys, tables } from '../support/leak-places.ts';

const SOON = { timeout: 60_000, interval: 200 };
const CANARIES = [Keypair.generate(), Keypair.generate()] as const;

let dataDir: string;
let stack: Stack;
const stops = new StopList();
/** Every answer of the API, as it came. */
const answers: string[] = [];

beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-canary-'));
  const env = { ...process.env, LOCALNET_SLOT_MS: '100', LOG_LEVEL: 'trace', RATE_LIMIT_FACTOR: '1000' };
  stack = await startStack({ dataDir, port: await freePort(), env, stops, console: false });
});
afterAll(async () => {
  await stops.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

type Json = Readonly<Record<string, unknown>>;

/** Asks the API, and keeps the answer. @throws Error for an answer with errors */
async function ask<Data>(query: string, variables: Json = {}, token = ''): Promise<Data> {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  answers.push(text);
  const { data, errors = [] } = JSON.parse(text) as { data: Record<string, Data>; errors?: unknown[] };
  if (errors.length > 0) throw new Error(`${query}: ${JSON.stringify(errors)}`);
  return Object.values(data)[0] as Data;
}

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly viewer: { readonly user: { readonly id: UserId } };
}

const PASSWORD = `quiet ${randomUUID()}`;
const SESSION = 'accessToken refreshToken viewer { user { id } }';
const enter = (operation: 'signUp' | 'signIn', input: Json): Promise<Session> => {
  const type = operation === 'signUp' ? 'SignUpInput' : 'SignInInput';
  return ask(`mutation ($input: ${type}!) { ${operation}(input: $input) { ${SESSION} } }`, { input });
};

const create = async (token: string, name: string, input: Json): Promise<string> => {
  const type = name === 'startCampaign' ? 'CampaignActionInput' : `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { id } }`;
  return (await ask<{ id: string }>(query, { input: { ...input, idempotencyKey: randomUUID() } }, token)).id;
};

async function importCanary({ accessToken, viewer }: Session, { publicKey, secretKey }: Keypair): Promise<string> {
  const signer = await ask<{ keyId: string; publicKey: string }>('{ signerKey { keyId publicKey } }', {}, accessToken);
  const address = publicKey.toBase58() as Address;
  const to = {
    keyId: signer.keyId,
    publicKey: Buffer.from(signer.publicKey, 'base64'),
    userId: viewer.user.id,
    address,
  };
  const sealedKey = Buffer.from(sealKey(to, secretKey)).toString('base64');
  return create(accessToken, 'importWallet', { label: 'Canary', address, sealedKey });
}

/** A campaign of some trades by each canary. Their ids. */
async function trade(session: Session, walletIds: readonly string[]): Promise<string[]> {
  const { accessToken } = session;
  const connection = new Connection(stack.chain.rpcUrls[0] ?? '', 'confirmed');
  const demo = await createDemo(connection);
  for (const { publicKey } of CANARIES) await fund(connection, publicKey.toBase58(), 5_000_000_000n);
  const tokenId = await create(accessToken, 'registerToken', { mint: demo.token.mint.toBase58() });
  const poolId = await create(accessToken, 'addPool', { address: demo.pool.pool.toBase58(), tokenId });
  return Promise.all(
    walletIds.map(async (walletId) => {
      const twapBuy = { budget: '100000000', durationSeconds: 20, slices: 20 };
      const terms = { name: 'Canary', walletId, tokenId, poolId, slippageBps: 500, twapBuy };
      const campaignId = await create(accessToken, 'createCampaign', terms);
      await create(accessToken, 'startCampaign', { campaignId });
      return campaignId;
    }),
  );
}

const fillsOf = async (token: string, id: string): Promise<number> => {
  const query = 'query ($id: ID!) { campaign(id: $id) { fills(first: 100) { edges { node { id } } } } }';
  return (await ask<{ fills: { edges: unknown[] } }>(query, { id }, token)).fills.edges.length;
};

/** Ends a process as a fault of its own would; it is started again. */
async function crash(name: 'worker' | 'signer', signal: NodeJS.Signals): Promise<void> {
  const pid = processesOf(dataDir)[name];
  if (pid === undefined) throw new Error(`there is no ${name}`);
  process.kill(pid, signal);
  await vi.waitUntil(() => ![undefined, pid].includes(processesOf(dataDir)[name]), SOON);
}

/** What a console shows of it all. */
const EVERYTHING = `{
  wallets(first: 10) { edges { node { id address label kind balances { lamports } } } }
  auditLog(first: 100) { edges { node { action objectId detail hash } } }
  campaigns(first: 10) { edges { node { id executions(first: 20) { edges { node { id attempts { id signature } } } } } } }
  sessions { id userAgent }
}`;

async function exportCanary({ accessToken }: Session, walletId: string): Promise<void> {
  await ask(
    'mutation ($input: StepUpInput!) { stepUp(input: $input) }',
    { input: { password: PASSWORD } },
    accessToken,
  );
  const { publicKey } = generateKeyPairSync('x25519');
  const recipientPublicKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
  const query = 'mutation ($input: ExportWalletKeyInput!) { exportWalletKey(input: $input) { box } }';
  const input = { walletId, recipientPublicKey, idempotencyKey: randomUUID() };
  await ask(query, { input }, accessToken);
}

/** The whole way, and the secrets that were handed out on it. */
async function live(): Promise<readonly Needle[]> {
  const email = `canary-${randomUUID()}@sluice.local`;
  const first = await enter('signUp', { email, password: PASSWORD, name: 'Canary' });
  const session = await enter('signIn', { email, password: PASSWORD });
  const walletIds = [await importCanary(session, CANARIES[0]), await importCanary(session, CANARIES[1])] as const;
  const campaigns = await trade(session, walletIds);
  const landed = (atLeast: number) => async (): Promise<boolean> =>
    (await Promise.all(campaigns.map((id) => fillsOf(session.accessToken, id)))).every((fills) => fills >= atLeast);
  await vi.waitUntil(landed(2), SOON);
  await crash('worker', 'SIGABRT');
  await crash('signer', 'SIGSEGV');
  await vi.waitUntil(landed(5), SOON);
  await ask(EVERYTHING, {}, session.accessToken);
  await exportCanary(session, walletIds[0]);
  const apiKey = {
    name: 'Canary',
    scopes: ['READ'],
    expiresAt: new Date(Date.now() + 86_400_000),
    idempotencyKey: randomUUID(),
  };
  const made = await ask<{ key: string }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }',
    { input: apiKey },
    session.accessToken,
  );
  await ask('mutation ($email: String!) { requestPasswordReset(email: $email) }', { email });
  const begun = await ask<{ uri: string; backupCodes: string[] }>(
    'mutation ($password: String!) { beginTwoFactor(password: $password) { uri backupCodes } }',
    { password: PASSWORD },
    session.accessToken,
  );
  await ask('mutation { signOut }', {}, session.accessToken);
  const handedOut = {
    password: PASSWORD,
    'access token': session.accessToken,
    'earlier access token': first.accessToken,
    'refresh token': session.refreshToken,
    'earlier refresh token': first.refreshToken,
    'API key': made.key,
    'two-factor secret': new URL(begun.uri).searchParams.get('secret') ?? begun.uri,
    'backup code': begun.backupCodes[0] ?? '',
  };
  return Object.entries(handedOut).flatMap(([name, text]) => textNeedles(name, text));
}

const searchAll = (places: readonly Place[], needles: readonly Needle[]): Leak[] =>
  places.flatMap(({ where, hay }) => search(where, hay, needles));

/** Passwords of the installation and its keys, by name. */
function ownSecrets(but: readonly string[] = []): Needle[] {
  const secrets = Object.entries(readSecrets(dataFolder(dataDir).secrets)).filter(([name]) => !but.includes(name));
  return secrets.flatMap(([name, value]) => textNeedles(name, value.replace(/^\w+:/, '')));
}

it('W-03 S-04 after trades, an export and two crashes no form of a key, and no other secret, lies where it does not belong', async () => {
  const handedOut = await live();
  const keys = CANARIES.flatMap(({ secretKey }, index) => keyNeedles(`canary ${index + 1}`, secretKey));
  const folder = dataFolder(dataDir);
  const secrets = readSecrets(folder.secrets);
  const processes = processesOf(dataDir);
  const pids = { server: processes['server'] ?? 0, worker: processes['worker'] ?? 0 };
  const port = Number(readPorts(folder.ports)['postgres']);
  const database = await tables(databaseUrl(SUPERUSER, secrets['POSTGRES_SUPERUSER_PASSWORD'] ?? '', port));
  const redis = await redisKeys(stack.redisUrl);
  // Mails go into files here, as they would go to people; the chain is another's, and Postgres' files are its tables.
  const written = files(dataDir, ['secrets.env', 'postgres/', 'chain/', 'mail/']);
  const answered = { where: 'answers', hay: Buffer.from(answers.join('\n')) };
  const everywhere = [...database, ...redis, ...written, ...environments(pids), answered];

  expect(written.map(({ where }) => where)).toEqual(
    expect.arrayContaining(['logs/server.log', 'logs/worker-1.log', 'logs/signer.log']),
  );
  // The search reaches each kind of place: what must lie there is found there.
  const address = textNeedles('address', CANARIES[0].publicKey.toBase58());
  const where = new Set(searchAll(everywhere, address).map((leak) => leak.where));
  expect([...where]).toEqual(expect.arrayContaining(['table wallets', 'answers']));
  expect(redis.length).toBeGreaterThan(0);

  expect(searchAll(everywhere, keys)).toEqual([]);
  // Answers hold what was handed out, environments and Redis' own settings what they need.
  const needed = (place: Place): boolean => /^(answers|environ of .*|redis\/redis\.conf)$/.test(place.where);
  const quiet = everywhere.filter((place) => !needed(place));
  expect(searchAll(quiet, [...handedOut, ...ownSecrets()])).toEqual([]);
  expect(searchAll([answered], ownSecrets())).toEqual([]);
  expect(fs.readdirSync('.').filter((name) => /^core[.]\d+$/.test(name))).toEqual([]);
}, 300_000);

it('AD-03 the run’s audit log is linked within moments by the running worker, and sound through the crashes', async () => {
  const pool = { max: 1, applicationName: 'test', readOnly: true };
  const db = openDatabase({ url: stack.database.DATABASE_CHAINER_URL, ...pool });
  await stops.add(() => db.close());
  const verify = () => verifyAudit(db, { chains: 'all', expected: [] });
  await vi.waitUntil(async () => (await verify()).every(({ unlinked }) => unlinked === null), SOON);
  const verdicts = await verify();
  expect(verdicts.map(({ broken }) => broken)).toEqual(verdicts.map(() => null));
  expect(verdicts.reduce((links, chain) => links + chain.links, 0n)).toBeGreaterThan(10n);
});

it('W-03 neither server nor worker is given the master key or the address of a role that is not its own', () => {
  const processes = processesOf(dataDir);
  const given = (name: 'server' | 'worker', own: readonly string[]): Leak[] =>
    searchAll(environments({ [name]: processes[name] ?? 0 }), ownSecrets(own));
  const shared = ['POSTGRES_SCHEDULER_PASSWORD', 'REDIS_PASSWORD'];
  const server = ['AUTH_SECRET', 'POSTGRES_APP_PASSWORD', 'POSTGRES_AUTH_PASSWORD'];
  expect(given('server', [...shared, ...server])).toEqual([]);
  expect(given('worker', [...shared, 'POSTGRES_WORKER_PASSWORD', 'POSTGRES_CHAINER_PASSWORD'])).toEqual([]);
  // The search would have found them.
  expect(given('server', []).map(({ of }) => of)).toContain('AUTH_SECRET');
});
