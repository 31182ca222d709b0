import { randomBytes } from 'node:crypto';
import { Keypair } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealKey } from '#core/adapters/vault/seal.ts';
import type { Address, WalletId } from '#core/domain/ids.ts';
import type { SignerConfig } from '#core/runtime/config.ts';
import { openSigner } from '#core/runtime/signer.ts';
import { newId } from '#core/store/new-id.ts';
import type { Actor } from '#core/store/tenant.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { startTransit } from '../support/vault-transit.ts';
import { createWorld, type World } from '../support/world.ts';

describe('W-01 the signer makes and takes keys', () => {
  let world: World;
  let signer: TestSigner;
  let actor: Actor;
  beforeAll(async () => {
    world = await createWorld();
    signer = await startTestSigner(world);
    actor = await world.rows.tenant();
  });
  afterAll(async () => {
    await signer.stop();
    await world.close();
  });

  const owner = (userId = actor.userId) => ({
    userId,
    walletId: newId<WalletId>(),
    genesisHash: world.chain.genesisHash,
  });
  const dataKeys = (userId: string) =>
    world.rows.select<{ kek: string; bytes: number }>(
      'SELECT kek_id AS kek, length(blob) AS bytes FROM user_data_keys WHERE user_id = $1',
      [userId],
    );

  it('keeps one data key a user, though many wallets are made at once', async () => {
    const wallets = await Promise.all(Array.from({ length: 20 }, () => signer.client.createWallet(owner())));
    expect(new Set(wallets.map((wallet) => wallet.address)).size).toBe(20);
    expect(await dataKeys(actor.userId)).toEqual([{ kek: 'k1', bytes: 1 + 1 + 2 + 12 + 16 + 32 }]);
  });

  it('S-04 does not start with master keys that cannot open what is stored, though they have the right name', async () => {
    await signer.client.createWallet(owner());
    const other = { ...signer.config, MASTER_KEYS: [{ id: 'k1', key: randomBytes(32) }] };
    await expect(openSigner(other)).rejects.toThrow('MASTER_KEYS does not hold the master key "k1"');
    const added = { ...other, MASTER_KEYS: [{ id: 'k2', key: randomBytes(32) }, ...signer.config.MASTER_KEYS] };
    await (await openSigner(added)).close();
  });

  it('W-02 with Vault it serves, starts without none, and waits where Vault goes away: nothing is made or signed', async () => {
    const peer = await startTransit();
    const config: SignerConfig = {
      ...{ ...signer.config, KEK_PROVIDER: 'vault-transit', VAULT_ADDR: peer.url },
      ...{ VAULT_TRANSIT_KEY: peer.key, VAULT_TOKEN: peer.token },
    };
    const other = await world.rows.tenant();
    const vaulted = await openSigner(config);
    expect(await vaulted.createWallet(owner(other.userId))).toMatchObject({ address: expect.any(String) });
    expect(await dataKeys(other.userId)).toMatchObject([{ kek: 'transit:sluice:v1' }]);

    peer.failWith({ status: 503, text: '{"errors":["Vault is sealed"]}' });
    await expect(openSigner(config)).rejects.toThrow(
      /^The key-encryption key cannot be used: Vault answers 503 \(sealed or in maintenance\)\.$/,
    );
    const late = (await world.rows.tenant()).userId;
    await expect(vaulted.createWallet(owner(late))).rejects.toMatchObject({ code: 'SIGNER_UNAVAILABLE' });
    expect(await dataKeys(late)).toEqual([]);
    peer.failWith(null);
    await vaulted.createWallet(owner(late));
    await vaulted.close();
    await peer.close();
    await expect(openSigner(signer.config)).rejects.toThrow(
      'Vault does not open what its key "transit:sluice:v1" wrapped',
    );
    await world.rows.select('DELETE FROM user_data_keys WHERE kek_id = $1', ['transit:sluice:v1']);
  });

  it('takes a key that was sealed to it, and gives back ciphertext alone', async () => {
    const pair = Keypair.generate();
    const address = pair.publicKey.toBase58() as Address;
    const sealedKey = sealKey({ ...(await signer.client.sealingKey()), userId: actor.userId, address }, pair.secretKey);
    const wallet = await signer.client.importWallet({ ...owner(), address, sealedKey });
    expect(wallet.address).toBe(address);
    expect(Buffer.from(wallet.blob).includes(Buffer.from(pair.secretKey.slice(0, 32)))).toBe(false);
  });

  it('refuses a box of another user with one code, and stores nothing', async () => {
    const pair = Keypair.generate();
    const address = pair.publicKey.toBase58() as Address;
    const other = await world.rows.tenant();
    const sealedKey = sealKey({ ...(await signer.client.sealingKey()), userId: other.userId, address }, pair.secretKey);
    await expect(signer.client.importWallet({ ...owner(), address, sealedKey })).rejects.toMatchObject({
      code: 'SEAL_UNREADABLE',
      context: { field: 'sealedKey' },
    });
    expect(await dataKeys(other.userId)).toEqual([]);
  });

  it('makes no key for a user who is not there', async () => {
    const nobody = crypto.randomUUID() as typeof actor.userId;
    await expect(signer.client.createWallet(owner(nobody))).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
