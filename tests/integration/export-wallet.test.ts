/** W-05 through every part that is real: the API, the signer behind its socket, its vault, and each role's own rights. */
import { createPublicKey, generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import fs from 'node:fs';
import { Keypair } from '@solana/web3.js';
import { print } from 'graphql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateWalletDocument, ExportWalletKeyDocument } from '#client/generated/operations.ts';
import type { KeyExportId, OrganizationId } from '#core/domain/ids.ts';
import { type Answer, codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

interface Exported {
  readonly address: string;
  readonly box: string;
}

describe('W-05 the export of a wallet’s key', () => {
  let world: World;
  let signer: TestSigner;
  let server: TestServer;
  /** Stepped up. */
  let owner: Person;
  let walletId: string;

  beforeAll(async () => {
    world = await createWorld();
    signer = await startTestSigner(world);
    server = await startTestServer({ world: { ...world, signer: signer.client } });
    owner = await somebody();
    walletId = await newWallet(owner);
  });
  afterAll(async () => {
    await server.stop();
    await signer.stop();
    await world.close();
  });

  const ask = (person: Person, document: unknown, variables: Readonly<Record<string, unknown>>): Promise<Answer> =>
    send(server.url, print(document as never), variables, person.token);

  const setStepUp = (person: Person, at: string) =>
    world.rows.select(`UPDATE sessions SET stepped_up_at = ${at} WHERE user_id = $1`, [person.userId]);

  async function somebody(): Promise<Person> {
    const person = await signUpSomebody(server.url);
    await setStepUp(person, 'now()');
    return person;
  }

  async function newWallet(person: Person): Promise<string> {
    const { data } = await ask(person, CreateWalletDocument, { input: { label: 'Hot', idempotencyKey: newKey() } });
    return (data as { createWallet: { id: string } }).createWallet.id;
  }

  /** Of a private key: the public half as a console sends it. */
  const rawPublic = (key: KeyObject): string =>
    createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');

  function exportKey(person: Person, over: Record<string, unknown> = {}): { pair: KeyObject; answer: Promise<Answer> } {
    const { privateKey } = generateKeyPairSync('x25519');
    const input = { walletId, recipientPublicKey: rawPublic(privateKey), idempotencyKey: newKey(), ...over };
    return { pair: privateKey, answer: ask(person, ExportWalletKeyDocument, { input }) };
  }

  const rowsOf = (id: string) =>
    world.rows.select<{ id: string; used: boolean }>(
      'SELECT id, used_at IS NOT NULL AS used FROM key_exports WHERE wallet_id = $1 ORDER BY created_at',
      [id],
    );
  const auditOf = (id: string) =>
    world.rows.select<{ action: string }>(
      `SELECT action FROM audit_log WHERE object_id = $1 AND action = 'wallet.key-exported'`,
      [id],
    );

  /** Opens the box by the code that docs/sealed-export.md prints. */
  async function open(pair: KeyObject, userId: string, { address, box }: Exported): Promise<Uint8Array> {
    const [, code] = /```js\n([\s\S]*?)```/.exec(fs.readFileSync('docs/sealed-export.md', 'utf8')) ?? [];
    const module = `data:text/javascript,${encodeURIComponent(`${code}\nexport { open };`)}`;
    const documented = (await import(/* @vite-ignore */ module)) as {
      open(mine: object, box: Uint8Array): Promise<Uint8Array>;
    };
    const pkcs8 = new Uint8Array(pair.export({ format: 'der', type: 'pkcs8' }));
    const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, ['deriveBits']);
    const publicKey = Buffer.from(rawPublic(pair), 'base64');
    return documented.open({ privateKey, publicKey, userId, address }, new Uint8Array(Buffer.from(box, 'base64')));
  }

  it('reaches the console that asked and nobody else, and is on record', async () => {
    const { pair, answer } = exportKey(owner);
    const { data, errors } = await answer;
    expect(errors).toEqual([]);
    const { exportWalletKey: exported } = data as { exportWalletKey: Exported };
    const secret = await open(pair, owner.userId, exported);
    expect(Keypair.fromSecretKey(secret).publicKey.toBase58()).toBe(exported.address);
    expect(await rowsOf(walletId)).toMatchObject([{ used: true }]);
    expect(await auditOf(walletId)).toHaveLength(1);
    const told = [JSON.stringify(data), ...server.logged, ...signer.logs].join('\n');
    const seed = Buffer.from(secret.slice(0, 32));
    for (const form of [seed.toString('hex'), seed.toString('base64'), [...seed].join(',')]) {
      expect(told.includes(form)).toBe(false);
    }
    expect([...server.logged, ...signer.logs].join('\n')).not.toContain(exported.box);
  });

  it('answers an idempotency key once: again, with the same body or another, it is a CONFLICT', async () => {
    const person = await somebody();
    const id = await newWallet(person);
    const over = { walletId: id, idempotencyKey: newKey() };
    expect((await exportKey(person, over).answer).errors).toEqual([]);
    expect(codeOf(await exportKey(person, over).answer)).toBe('CONFLICT');
    const many = { walletId: id, idempotencyKey: newKey() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => exportKey(person, many).answer));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(new Set(answers.map(codeOf))).toEqual(new Set([undefined, 'CONFLICT']));
    expect(await rowsOf(id)).toHaveLength(2);
    expect(await auditOf(id)).toHaveLength(2);
  });

  it('is limited to five an hour and organisation, however many are asked for at once', async () => {
    const person = await somebody();
    const id = await newWallet(person);
    const answers = await Promise.all(Array.from({ length: 8 }, () => exportKey(person, { walletId: id }).answer));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(5);
    const refused = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions));
    expect(refused).toHaveLength(3);
    for (const one of refused) {
      expect(one).toMatchObject({ code: 'RATE_LIMITED' });
      expect(Number(one['retryAfter'])).toBeGreaterThan(3_500);
      expect(Number(one['retryAfter'])).toBeLessThanOrEqual(3_600);
    }
    expect(await auditOf(id)).toHaveLength(5);
    await world.rows.select(`UPDATE key_exports SET created_at = created_at - interval '1 hour' WHERE wallet_id = $1`, [
      id,
    ]);
    expect((await exportKey(person, { walletId: id }).answer).errors).toEqual([]);
  });

  describe('is refused, and nothing is written down,', () => {
    const refused = async (person: Person, code: string, over: Record<string, unknown> = {}): Promise<void> => {
      const before = await world.rows.select('SELECT id FROM key_exports ORDER BY id');
      expect(codeOf(await exportKey(person, over).answer)).toBe(code);
      expect(await world.rows.select('SELECT id FROM key_exports ORDER BY id')).toEqual(before);
    };

    it('A-06 without a step-up, or with one of more than five minutes ago', async () => {
      const person = await somebody();
      const id = await newWallet(person);
      await setStepUp(person, 'NULL');
      await refused(person, 'STEP_UP_REQUIRED', { walletId: id });
      await setStepUp(person, `now() - interval '301 seconds'`);
      await refused(person, 'STEP_UP_REQUIRED', { walletId: id });
    });

    it('A-05 to traders and viewers', async () => {
      const person = await somebody();
      const id = await newWallet(person);
      for (const role of ['trader', 'viewer']) {
        await world.rows.select('UPDATE members SET role = $2 WHERE user_id = $1', [person.userId, role]);
        const { token } = await signInAgain(person);
        await setStepUp(person, 'now()');
        await refused({ ...person, token }, 'FORBIDDEN', { walletId: id });
      }
    });

    it('A-08 of another organisation’s wallet, as of one that is not there', async () => {
      const stranger = await somebody();
      await refused(stranger, 'NOT_FOUND', { walletId });
      await refused(stranger, 'NOT_FOUND', { walletId: newKey() });
    });

    it.each([
      ['no base64', '???'],
      ['31 bytes', Buffer.alloc(31, 7).toString('base64')],
      ['33 bytes', Buffer.alloc(33, 7).toString('base64')],
      ['a point every secret agrees with', Buffer.alloc(32).toString('base64')],
      ['another such', Buffer.from(`01${'00'.repeat(31)}`, 'hex').toString('base64')],
    ])('to a public key of %s', async (_what, recipientPublicKey) => {
      await refused(owner, 'BAD_USER_INPUT', { recipientPublicKey });
    });

    it('of a watch-only wallet', async () => {
      const [id, address] = [newKey(), Keypair.generate().publicKey.toBase58()];
      await world.rows.insert('wallets', {
        ...{ id, organization_id: owner.organizationId, user_id: owner.userId, kind: 'WATCH', label: 'Cold', address },
        ...{ genesis_hash: world.chain.genesisHash, proven_at: null },
      });
      await refused(owner, 'WALLET_WATCH_ONLY', { walletId: id });
    });

    async function signInAgain(person: Person): Promise<{ token: string }> {
      const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
      const input = { email: person.email, password: person.password };
      const { data } = await send(server.url, SIGN_IN, { input });
      return { token: (data as { signIn: { accessToken: string } }).signIn.accessToken };
    }
  });

  describe('W-03 the signer believes Postgres, not who asks', () => {
    const insert = async (over: Record<string, unknown> = {}): Promise<KeyExportId> => {
      const id = newKey() as KeyExportId;
      await world.rows.insert('key_exports', {
        ...{ id, organization_id: owner.organizationId, wallet_id: walletId, user_id: owner.userId },
        ...{ recipient_key: Buffer.from(rawPublic(generateKeyPairSync('x25519').privateKey), 'base64') },
        ...{ idempotency_key: id, ...over },
      });
      return id;
    };
    const exportBy = (exportId: KeyExportId, organizationId = owner.organizationId) =>
      signer.client.exportWallet({ exportId, organizationId: organizationId as OrganizationId });

    it('answers a row once, within a minute, to its own organisation', async () => {
      const id = await insert();
      const stranger = await world.rows.tenant();
      await expect(exportBy(id, stranger.organizationId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const both = await Promise.allSettled([exportBy(id), exportBy(id)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(exportBy(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const old = await insert({ created_at: new Date(Date.now() - 61_000) });
      await expect(exportBy(old)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(exportBy(newKey() as KeyExportId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('answers five an hour to an organisation, whoever has written down more', async () => {
      const person = await somebody();
      const whose = {
        organization_id: person.organizationId,
        user_id: person.userId,
        wallet_id: await newWallet(person),
      };
      const ids = await Promise.all(Array.from({ length: 8 }, () => insert(whose)));
      const outcomes = await Promise.allSettled(ids.map((id) => exportBy(id, person.organizationId)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    });

    it('answers nothing for a row that names another organisation’s wallet', async () => {
      const stranger = await world.rows.tenant();
      const id = await insert({ organization_id: stranger.organizationId, user_id: stranger.userId });
      await expect(exportBy(id, stranger.organizationId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it.each([
      ['the worker', 'DATABASE_WORKER_URL'],
      ['the loops', 'DATABASE_SCHEDULER_URL'],
      ['sign-in', 'DATABASE_AUTH_URL'],
      ['the chainer', 'DATABASE_CHAINER_URL'],
      ['the signer itself', 'DATABASE_SIGNER_URL'],
    ] as const)('lets %s write down no export', async (_who, variable) => {
      const client = new pg.Client({ connectionString: world.addresses[variable] });
      await client.connect();
      const inserting = client.query(
        `INSERT INTO key_exports (id, organization_id, wallet_id, user_id, recipient_key, idempotency_key)
         VALUES (gen_random_uuid(), $1, $2, $3, $4, 'a key that is new')`,
        [owner.organizationId, walletId, owner.userId, Buffer.alloc(32, 9)],
      );
      await expect(inserting).rejects.toMatchObject({ code: '42501' });
      await client.end();
    });

    it('lets the server neither say when it was, nor that it is not spent', async () => {
      const client = new pg.Client({ connectionString: world.addresses.DATABASE_URL });
      await client.connect();
      for (const statement of [
        `INSERT INTO key_exports (id, organization_id, wallet_id, user_id, recipient_key, idempotency_key, created_at)
         VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', 'a key', now())`,
        'UPDATE key_exports SET used_at = NULL',
        'DELETE FROM key_exports',
      ]) {
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
      await client.end();
    });
  });
});
