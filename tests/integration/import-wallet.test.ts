/** W-01 through every part that is real: the API, the signer behind its socket, its vault, the ledger's mark. */
import { Keypair } from '@solana/web3.js';
import { print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportWalletDocument, MeDocument, SignerKeyDocument } from '#client/generated/operations.ts';
import { sealKey } from '#core/adapters/vault/seal.ts';
import type { Address, UserId } from '#core/domain/ids.ts';
import { type Answer, codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

describe('W-01 an imported wallet', () => {
  let world: World;
  let signer: TestSigner;
  let server: TestServer;
  let person: Person;

  beforeAll(async () => {
    world = await createWorld();
    signer = await startTestSigner(world);
    server = await startTestServer({ world: { ...world, signer: signer.client } });
    person = await signUpSomebody(server.url);
  });
  afterAll(async () => {
    await server.stop();
    await signer.stop();
    await world.close();
  });

  const ask = (document: unknown, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
    send(server.url, print(document as never), variables, person.token);

  /** Seals the key as a client does: to the signer's key, for this user and address. */
  async function sealed(keypair: Keypair, address: string): Promise<string> {
    const { signerKey } = (await ask(SignerKeyDocument)).data as { signerKey: { keyId: string; publicKey: string } };
    const { me } = (await ask(MeDocument)).data as { me: { user: { id: UserId } } };
    const to = {
      keyId: signerKey.keyId,
      publicKey: Buffer.from(signerKey.publicKey, 'base64'),
      userId: me.user.id,
      address: address as Address,
    };
    return Buffer.from(sealKey(to, keypair.secretKey)).toString('base64');
  }

  const importWallet = (address: string, sealedKey: string): Promise<Answer> =>
    ask(ImportWalletDocument, { input: { label: 'Imported', address, sealedKey, idempotencyKey: newKey() } });

  it('is stored as ciphertext, and its key is nowhere else', async () => {
    const keypair = Keypair.generate();
    const address = keypair.publicKey.toBase58();
    const answer = await importWallet(address, await sealed(keypair, address));
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({ importWallet: { address, kind: 'CUSTODIAL', active: true } });
    const seed = Buffer.from(keypair.secretKey.subarray(0, 32));
    const [row] = await world.rows.select<{ blob: Buffer }>(
      'SELECT k.blob FROM wallet_keys k JOIN wallets w ON w.id = k.wallet_id WHERE w.address = $1',
      [address],
    );
    expect(row?.blob.includes(seed)).toBe(false);
    const told = [JSON.stringify(answer), ...server.logged, ...signer.logs].join('\n');
    for (const form of [seed.toString('hex'), seed.toString('base64'), [...seed].join(',')]) {
      expect(told.includes(form)).toBe(false);
    }
  });

  it('is refused when the key is another address’s, or was sealed for one', async () => {
    const [keypair, other] = [Keypair.generate(), Keypair.generate()];
    const address = other.publicKey.toBase58();
    expect(codeOf(await importWallet(address, await sealed(keypair, address)))).toBe('SEAL_UNREADABLE');
    const own = keypair.publicKey.toBase58();
    expect(codeOf(await importWallet(address, await sealed(keypair, own)))).toBe('SEAL_UNREADABLE');
    expect(await world.rows.select('SELECT 1 FROM wallets WHERE address = $1', [address])).toEqual([]);
  });
});
