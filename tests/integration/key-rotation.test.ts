import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentKek } from '#core/adapters/vault/kek/environment.ts';
import { kekRing } from '#core/adapters/vault/kek/kek-ring.ts';
import { transitKek } from '#core/adapters/vault/kek/transit.ts';
import { createRewrapper } from '#core/adapters/vault/rewrap.ts';
import { createVault } from '#core/adapters/vault/vault.ts';
import { GENESIS } from '#core/domain/clusters.ts';
import type { Address, GenesisHash, IntentId, UserId, WalletId } from '#core/domain/ids.ts';
import type { KekProvider, MasterKey } from '#core/ports/kek.ts';
import type { RotationStore } from '#core/ports/rotation-store.ts';
import type { StoredKey } from '#core/ports/vault.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { createOwners } from '#core/store/owners.ts';
import { createRotationStore } from '#core/store/rotation-store.ts';
import { createSigningStore } from '#core/store/signing-store.ts';
import { type Actor, NO_TENANT } from '#core/store/tenant.ts';
import { type RotationProof, rehearseRotation, rotateKeys } from '#core/usecases/custody/rotate-keys.ts';
import { sealingKey } from '#core/usecases/signing/keys.ts';
import { signIntents } from '#core/usecases/signing/sign-intents.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openRows, type Rows } from '../support/rows.ts';
import { stubDependencies, stubRequest } from '../support/signing-stub.ts';
import { startTransit, type TransitPeer } from '../support/vault-transit.ts';

const WALLETS = 1_000;
/** As many are enough to be broken off between two batches. */
const FEW = 250;
const LOCAL = GENESIS.local as GenesisHash;

const masterKey = (id: string): MasterKey => ({ id, key: randomBytes(32) });
const [K1, K2, K3] = [masterKey('k1'), masterKey('k2'), masterKey('k3')] as const;

interface TestWallet {
  readonly userId: UserId;
  readonly walletId: WalletId;
  readonly intentId: IntentId;
  readonly address: Address;
  readonly blob: Uint8Array;
}

describe('W-02 rotation of the key-encryption key', () => {
  let database: TestDatabase;
  let rows: Rows;
  /** By the signer's role. */
  let db: Database;
  let actor: Actor;
  let wallets: TestWallet[];
  let peer: TransitPeer;

  beforeAll(async () => {
    database = await cloneDatabase();
    rows = openRows(database.superuserUrl);
    db = openDatabase({ url: database.addresses.DATABASE_SIGNER_URL, max: 8, applicationName: 'test' });
    peer = await startTransit();
    actor = await rows.tenant();
    wallets = await makeWallets(createVault(environmentKek([K1])));
    await sealingKey({ db, vault: createVault(environmentKek([K1])) });
  });
  afterAll(async () => {
    await Promise.all([db.close(), rows.close(), peer.close()]);
    await database.drop();
  });

  /** A thousand people with a wallet each, and a trade that each wallet has to sign. */
  async function makeWallets(vault: ReturnType<typeof createVault>): Promise<TestWallet[]> {
    const ids = Array.from({ length: WALLETS }, () => ({ userId: newId<UserId>(), walletId: newId<WalletId>() }));
    await rows.select(
      `INSERT INTO users (id, name, email, updated_at) SELECT id, 'Test', id || '@example.test', now() FROM unnest($1::uuid[]) id`,
      [ids.map(({ userId }) => userId)],
    );
    const made = await Promise.all(
      ids.map(async (owner) => {
        const { blob: dataKey } = await vault.makeDataKey(owner.userId);
        const { address, blob } = await vault.createWallet({ ...owner, genesisHash: LOCAL }, dataKey);
        return { ...owner, intentId: newId<IntentId>(), address, blob, dataKey };
      }),
    );
    await rows.select(
      `INSERT INTO user_data_keys (user_id, blob, kek_id) SELECT id, blob, 'k1' FROM unnest($1::uuid[], $2::bytea[]) AS g (id, blob)`,
      [made.map(({ userId }) => userId), made.map(({ dataKey }) => Buffer.from(dataKey))],
    );
    await storeWallets(made);
    return made;
  }

  async function storeWallets(made: readonly TestWallet[]): Promise<void> {
    const poolId = newId();
    const mints = { base_mint: 'BASE', quote_mint: 'QUOTE', base_vault: 'base', quote_vault: 'quote' };
    await rows.insert('pools', {
      ...{ id: poolId, organization_id: actor.organizationId, venue: 'v', address: 'pool', ...mints },
      ...{ base_decimals: 6, quote_decimals: 9, fee_numerator: 25n, fee_denominator: 10_000n },
    });
    await rows.select(
      `WITH given AS (
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[])
           AS g (wallet_id, user_id, intent_id, address, blob)),
       made AS (
         INSERT INTO wallets (id, organization_id, user_id, kind, label, address, genesis_hash)
         SELECT wallet_id, $6, user_id, 'CUSTODIAL', 'Test', address, $7 FROM given RETURNING id),
       keys AS (
         INSERT INTO wallet_keys (wallet_id, organization_id, user_id, blob)
         SELECT wallet_id, $6, user_id, blob FROM given JOIN made ON made.id = wallet_id)
       INSERT INTO intents (id, organization_id, genesis_hash, source, idempotency_key, kind, wallet_id,
         fee_payer_wallet_id, pool_id, input_mint, output_mint, amount_in, slippage_bps, due_at, first_due_at, not_after, fence)
       SELECT intent_id, $6, $7, 'PERSON', intent_id::text, 'BUY', wallet_id, wallet_id, $8, 'QUOTE', 'BASE', 1, 0,
              now(), now(), now() + interval '1 hour', 1
       FROM given JOIN made ON made.id = wallet_id`,
      [
        ...[made.map((one) => one.walletId), made.map((one) => one.userId), made.map((one) => one.intentId)],
        ...[made.map((one) => one.address), made.map((one) => Buffer.from(one.blob))],
        ...[actor.organizationId, LOCAL, poolId],
      ],
    );
  }

  const rotation = (provider: KekProvider, currentAlone: KekProvider, store: RotationStore = rotationStore()) => ({
    ...{ store, onProgress: () => undefined },
    rewrapper: createRewrapper({ provider, currentAlone }),
  });
  const rotationStore = () => createRotationStore(db.as(NO_TENANT));
  const toK2 = (store?: RotationStore) => rotation(environmentKek([K2, K1]), environmentKek([K2]), store);

  /** Every wallet's key, by a vault that has never opened one. */
  async function signatures(kek: KekProvider): Promise<number> {
    const vault = createVault(kek);
    const dataKeys = await rows.select<{ userId: UserId; blob: Buffer }>(
      'SELECT user_id AS "userId", blob FROM user_data_keys',
    );
    const byUser = new Map(dataKeys.map(({ userId, blob }) => [userId, blob]));
    const stored = wallets.map(({ userId, walletId, address, blob }): StoredKey => {
      const dataKey = byUser.get(userId) ?? new Uint8Array();
      return { owner: { userId, walletId, address, genesisHash: LOCAL }, blob, dataKey };
    });
    const opened = await Promise.allSettled(stored.map((one) => vault.open(one)));
    return opened.filter((one) => one.status === 'fulfilled' && one.value.sign(new Uint8Array(1)).length === 64).length;
  }

  it('rehearses without changing anything', async () => {
    const before = await rows.digest();
    const told: number[][] = [];
    const found = await rehearseRotation({ ...toK2(), onProgress: (...progress) => void told.push(progress) });
    expect(found).toMatchObject({ kekId: 'k2', counts: [{ kekId: 'k1', keys: WALLETS + 1 }], unopened: [] });
    expect(told.at(-1)).toEqual([WALLETS + 1, WALLETS + 1]);
    expect(await rows.digest()).toBe(before);
  });

  it('takes a thousand wallets of a thousand people to a new key while they sign, and no signature fails', async () => {
    const vault = createVault(environmentKek([K2, K1]));
    const signing = createSigningStore(db, createOwners(db.as(NO_TENANT)));
    const deps = stubDependencies(LOCAL, signing, vault);
    const outcomes: string[] = [];
    const waiting = [...wallets];
    const signSome = async (count: number): Promise<void> => {
      const requests = waiting.splice(0, count).map(({ intentId, address }) => stubRequest(intentId, address));
      const told = await signIntents(deps, requests);
      outcomes.push(...told.map((one) => (one.kind === 'denied' ? one.code : one.kind)));
    };
    const store = rotationStore();
    // At each batch of the rotation wallets of all ages sign: those before it, in it and after it.
    const underLoad: RotationStore = {
      ...store,
      replace: async (batch) => (await Promise.all([store.replace(batch), signSome(45), signSome(45)]))[0],
    };
    const proof = await rotateKeys(toK2(underLoad));
    const during = outcomes.length;
    while (waiting.length > 0) await signSome(64);
    expect(during).toBeGreaterThan(WALLETS / 2);
    expect(outcomes.filter((one) => one !== 'signed')).toEqual([]);
    expect(outcomes).toHaveLength(WALLETS);
    const all = WALLETS + 1;
    expect(proof).toEqual({
      ...{ kekId: 'k2', counts: [{ kekId: 'k2', keys: all }], unopened: [] },
      ...{ rewrapped: all, opened: all, compared: all },
    } satisfies RotationProof);
    const [attempts] = await rows.select<{ count: number }>('SELECT count(*)::int AS count FROM attempts');
    expect(attempts?.count).toBe(WALLETS);
    expect(await signatures(environmentKek([K2])), 'by the new key alone').toBe(WALLETS);
    expect(await signatures(environmentKek([K1])), 'by the old key alone').toBe(0);
  });

  it('changes nothing when it is run again', async () => {
    const before = await rows.digest();
    expect(await rotateKeys(toK2())).toMatchObject({ rewrapped: 0, opened: WALLETS + 1, compared: 0 });
    expect(await rows.digest()).toBe(before);
  });

  async function keepFew(): Promise<void> {
    wallets = wallets.slice(0, FEW);
    await rows.select('DELETE FROM user_data_keys WHERE user_id <> ALL ($1::uuid[])', [
      wallets.map(({ userId }) => userId),
    ]);
  }

  it('goes on where it was broken off, may run twice at once, and moves from a ring to Vault', async () => {
    await keepFew();
    const transit = transitKek({ url: peer.url, key: peer.key, token: { text: peer.token } });
    const provider = kekRing(transit, [environmentKek([K2])]);
    const toVault = () => rotation(provider, transit);
    let batches = 0;
    const breaking: RotationStore = {
      ...rotationStore(),
      replace: async (batch) => {
        batches += 1;
        if (batches > 1) throw new Error('the machine was switched off');
        return rotationStore().replace(batch);
      },
    };
    await expect(rotateKeys(rotation(provider, transit, breaking))).rejects.toThrow('switched off');
    const [told] = await rows.select('SELECT detail FROM audit_log ORDER BY id DESC LIMIT 1');
    expect(told).toEqual({ detail: { rewrapped: 100, opened: null } });
    expect(await rotationStore().counts()).toEqual([
      { kekId: 'k2', keys: FEW + 1 - 100 },
      { kekId: 'transit:sluice:v1', keys: 100 },
    ]);
    expect(await signatures(provider)).toBe(FEW);

    const proofs = await Promise.all([rotateKeys(toVault()), rotateKeys(toVault())]);
    const rewrapped = proofs.reduce((sum, proof) => sum + proof.rewrapped, 0);
    expect(rewrapped).toBe(FEW + 1 - 100);
    for (const { rewrapped: own, compared, unopened } of proofs) expect([compared, unopened]).toEqual([own, []]);
    expect(await rotationStore().counts()).toEqual([{ kekId: 'transit:sluice:v1', keys: FEW + 1 }]);
    expect(await signatures(transit)).toBe(FEW);
  });

  it('tells of a key that does not open, takes the others along, and says what is still needed', async () => {
    const [victim] = wallets;
    const transit = transitKek({ url: peer.url, key: peer.key, token: { text: peer.token } });
    const other = wallets[1]!;
    await rows.select(
      `UPDATE user_data_keys SET blob = (SELECT blob FROM user_data_keys WHERE user_id = $2) WHERE user_id = $1`,
      [victim!.userId, other.userId],
    );
    const proof = await rotateKeys(rotation(kekRing(environmentKek([K3]), [transit]), environmentKek([K3])));
    expect(proof.counts).toEqual([
      { kekId: 'k3', keys: FEW },
      { kekId: 'transit:sluice:v1', keys: 1 },
    ]);
    expect(proof.unopened).toEqual([
      {
        ...{ purpose: 'data-key', subject: victim!.userId, kekId: 'transit:sluice:v1' },
        reason: 'a data-key does not belong here or was changed',
      },
    ]);
    expect(await signatures(environmentKek([K3]))).toBe(FEW - 1);
  });
});
