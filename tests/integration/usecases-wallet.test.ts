import { Keypair, PublicKey, SystemProgram } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#core/store/tenant.ts';
import { addWatchWallet } from '#core/usecases/wallet/add-watch-wallet.ts';
import { createWallet } from '#core/usecases/wallet/create-wallet.ts';
import { deleteWallet } from '#core/usecases/wallet/delete-wallet.ts';
import { getWallet, getWallets } from '#core/usecases/wallet/get-wallet.ts';
import { importWallet } from '#core/usecases/wallet/import-wallet.ts';
import { listWallets } from '#core/usecases/wallet/list-wallets.ts';
import { readBalances } from '#core/usecases/wallet/read-balances.ts';
import { updateWallet } from '#core/usecases/wallet/update-wallet.ts';
import { beginWalletProof } from '#core/usecases/wallet-proof/begin-proof.ts';
import { operatorKeypair } from '../../localnet/tools/keys.ts';
import { createDesk, makeCampaign, SOL } from '../support/campaign.ts';
import { UNREADABLE_SEAL } from '../support/fake-signer.ts';
import { createWorld, expectRefused, newKey, refusal } from '../support/world.ts';

let world: Awaited<ReturnType<typeof createWorld>>;
let ours: Actor;
let theirs: Actor;
beforeAll(async () => {
  world = await createWorld();
  ours = await world.rows.tenant();
  theirs = await world.rows.tenant();
});
afterAll(() => world.close());

const SEALED = Buffer.from('sealed').toString('base64');
const someAddress = (): string => Keypair.generate().publicKey.toBase58();
const derivedAddress = PublicKey.findProgramAddressSync([], SystemProgram.programId)[0].toBase58();

describe('W-01 a custodial wallet', () => {
  it('is made with its ciphertext and an audit row', async () => {
    const wallet = await createWallet(world, ours, { label: '  Main ', idempotencyKey: newKey() });
    expect(wallet).toMatchObject({ label: 'Main', kind: 'CUSTODIAL', active: true, userId: ours.userId });
    const stored = await world.rows.select(
      `SELECT k.organization_id, w.genesis_hash, convert_from(k.blob, 'UTF8') AS blob, a.action, a.actor_id
       FROM wallets w JOIN wallet_keys k ON k.wallet_id = w.id JOIN audit_log a ON a.object_id = w.id::text WHERE w.id = $1`,
      [wallet.id],
    );
    expect(stored).toEqual([
      {
        organization_id: ours.organizationId,
        genesis_hash: world.chain.genesisHash,
        blob: 'ciphertext',
        action: 'wallet.created',
        actor_id: ours.userId,
      },
    ]);
  });

  it('takes an imported key at its own address', async () => {
    const address = someAddress();
    const input = { label: 'Imported', address, sealedKey: SEALED, idempotencyKey: newKey() };
    expect(await importWallet(world, ours, input)).toMatchObject({ address, kind: 'CUSTODIAL' });
  });

  it('is not imported twice, here or elsewhere', async () => {
    const address = someAddress();
    const input = () => ({ label: 'Twice', address, sealedKey: SEALED, idempotencyKey: newKey() });
    await importWallet(world, ours, input());
    await expectRefused(world, () => importWallet(world, ours, input()), 'WALLET_EXISTS', {
      field: 'address',
      address,
    });
    await expectRefused(world, () => importWallet(world, theirs, input()), 'WALLET_EXISTS', {
      field: 'address',
      address,
    });
  });

  it.each([
    ['an empty label', { label: '  ' }, 'BAD_USER_INPUT', 'label'],
    ['a label of 81 characters', { label: 'x'.repeat(81) }, 'BAD_USER_INPUT', 'label'],
    ['a label with a line break', { label: 'a\nb' }, 'BAD_USER_INPUT', 'label'],
    ['a key of 7 characters', { idempotencyKey: '1234567' }, 'BAD_USER_INPUT', 'idempotencyKey'],
    ['no base58', { address: 'O0Il'.repeat(10) }, 'INVALID_ADDRESS', 'address'],
    ['31 bytes', { address: '1'.repeat(31) }, 'INVALID_ADDRESS', 'address'],
    ['33 bytes', { address: '1'.repeat(33) }, 'INVALID_ADDRESS', 'address'],
    ["a program's address", { address: derivedAddress }, 'ADDRESS_OFF_CURVE', 'address'],
    ['a seal that is no base64', { sealedKey: 'not base64!' }, 'BAD_USER_INPUT', 'sealedKey'],
    ['an empty seal', { sealedKey: '' }, 'BAD_USER_INPUT', 'sealedKey'],
    ['a seal for another', { sealedKey: UNREADABLE_SEAL.toString('base64') }, 'SEAL_UNREADABLE', 'sealedKey'],
  ])('R-04 is refused for %s', async (_what, over, code, field) => {
    const input = { label: 'Bad', address: someAddress(), sealedKey: SEALED, idempotencyKey: newKey(), ...over };
    await expectRefused(world, () => importWallet(world, ours, input), code, { field });
  });

  it('A-05 is not made by a viewer', async () => {
    const viewer: Actor = { ...ours, role: 'viewer' };
    await expectRefused(
      world,
      () => createWallet(world, viewer, { label: 'No', idempotencyKey: newKey() }),
      'FORBIDDEN',
    );
  });
});

describe('E-05 idempotency', () => {
  it('makes one wallet of fifty calls at once, and answers it to all', async () => {
    const tenant = await world.rows.tenant();
    const input = { label: 'Once', idempotencyKey: newKey() };
    const wallets = await Promise.all(Array.from({ length: 50 }, () => createWallet(world, tenant, input)));
    expect(new Set(wallets.map((wallet) => wallet.id)).size).toBe(1);
    const counts = await world.rows.select(
      `SELECT (SELECT count(*)::int FROM wallets WHERE organization_id = $1) AS wallets,
              (SELECT count(*)::int FROM wallet_keys WHERE organization_id = $1) AS keys,
              (SELECT count(*)::int FROM audit_log WHERE organization_id = $1) AS audited`,
      [tenant.organizationId],
    );
    expect(counts).toEqual([{ wallets: 1, keys: 1, audited: 1 }]);
  });

  it('answers the first result without asking the signer again', async () => {
    const input = { label: 'Again', idempotencyKey: newKey() };
    const first = await createWallet(world, ours, input);
    const asked = world.signer.calls.createWallet;
    expect(await createWallet(world, ours, input)).toEqual(first);
    expect(world.signer.calls.createWallet).toBe(asked);
  });

  it('refuses the key for another body or another mutation', async () => {
    const idempotencyKey = newKey();
    await createWallet(world, ours, { label: 'First', idempotencyKey });
    const conflict = { field: 'idempotencyKey' };
    await expectRefused(
      world,
      () => createWallet(world, ours, { label: 'Other', idempotencyKey }),
      'CONFLICT',
      conflict,
    );
    const other = { label: 'First', address: someAddress(), sealedKey: SEALED, idempotencyKey };
    await expectRefused(world, () => importWallet(world, ours, other), 'CONFLICT', conflict);
  });

  it('leaves the key free when the mutation failed', async () => {
    const input = { label: 'Later', address: someAddress(), idempotencyKey: newKey() };
    const refused = importWallet(world, ours, { ...input, sealedKey: UNREADABLE_SEAL.toString('base64') });
    await expect(refused).rejects.toEqual(refusal('SEAL_UNREADABLE'));
    expect(await importWallet(world, ours, { ...input, sealedKey: SEALED })).toMatchObject({ label: 'Later' });
  });

  it('keeps the keys of two organisations apart', async () => {
    const input = { label: 'Same', idempotencyKey: newKey() };
    const [a, b] = [await createWallet(world, ours, input), await createWallet(world, theirs, input)];
    expect(a.id).not.toBe(b.id);
  });
});

describe('PF-02 the list of wallets', () => {
  it('comes newest first, page by page, without gaps or repeats', async () => {
    const tenant = await world.rows.tenant();
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      made.unshift((await createWallet(world, tenant, { label: `W${n}`, idempotencyKey: newKey() })).id);
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const page = await listWallets(world, tenant, { first: 3, after });
      seen.push(...page.items.map(({ node }) => node.id));
      after = page.items.at(-1)?.cursor ?? null;
      more = page.hasNext;
    }
    expect(seen).toEqual(made);
  });

  it('A-09 shows nothing of another organisation, and answers its ids like ids that do not exist', async () => {
    const wallet = await createWallet(world, theirs, { label: 'Theirs', idempotencyKey: newKey() });
    const page = await listWallets(world, ours, { first: 100 });
    expect(page.items.map(({ node }) => node.id)).not.toContain(wallet.id);
    expect(await getWallets(world, ours, [wallet.id, 'no uuid'])).toEqual([]);
    const missing = { code: 'NOT_FOUND', context: { what: 'wallet' } };
    for (const id of [wallet.id, '0190b3a0-0000-7000-8000-000000000001', 'no uuid', '']) {
      await expect(getWallet(world, ours, id)).rejects.toMatchObject(missing);
    }
  });
});

describe('W-05 balances', () => {
  it('are read for many wallets at once, tokens named by the chain', async () => {
    const holder = operatorKeypair().publicKey.toBase58();
    const rich = await importWallet(world, ours, {
      ...{ label: 'Rich', address: holder, sealedKey: SEALED, idempotencyKey: newKey() },
    });
    const poor = await createWallet(world, ours, { label: 'Poor', idempotencyKey: newKey() });
    await world.fund(poor.address, 12_345_678n);
    const balances = await readBalances(world, ours, [rich, poor]);
    expect(balances.get(poor.id)).toMatchObject({ lamports: 12_345_678n, tokens: [] });
    expect(balances.get(poor.id)?.slot).toBeGreaterThan(0n);
    const expected = await world.connection.getTokenAccountsByOwner(operatorKeypair().publicKey, {
      mint: new PublicKey(world.demo.mint),
    });
    const amount = expected.value[0]?.account.data.readBigUInt64LE(64);
    expect(balances.get(rich.id)?.tokens).toContainEqual({
      ...{ mint: world.demo.mint, symbol: 'DRIP', decimals: 6, amount },
    });
  });
});

describe('W-05 the end of a wallet', () => {
  it('takes it out of lists and use, and keeps its key and what it did', async () => {
    const wallet = await createWallet(world, ours, { label: 'Old', idempotencyKey: newKey() });
    await deleteWallet(world, ours, wallet.id);
    const { items } = await listWallets(world, ours, { first: 100 });
    expect(items.map(({ node }) => node.id)).not.toContain(wallet.id);
    await expectRefused(world, () => getWallet(world, ours, wallet.id), 'NOT_FOUND');
    await expectRefused(world, () => updateWallet(world, ours, { id: wallet.id, active: true }), 'NOT_FOUND');
    const [told] = await getWallets(world, ours, [wallet.id]);
    expect(told).toMatchObject({ label: 'Old', active: false, deletedAt: expect.any(Date) });
    const keys = await world.rows.select('SELECT 1 FROM wallet_keys WHERE wallet_id = $1', [wallet.id]);
    expect(keys).toHaveLength(1);
  });

  it('does not come while it holds money', async () => {
    const wallet = await createWallet(world, ours, { label: 'Rich', idempotencyKey: newKey() });
    await world.fund(wallet.address, SOL);
    await expectRefused(world, () => deleteWallet(world, ours, wallet.id), 'WALLET_IN_USE', { rule: 'it holds money' });
    // The money of a watch-only wallet does not depend on us.
    const watched = await addWatchWallet(world, theirs, {
      address: wallet.address,
      label: 'W',
      idempotencyKey: newKey(),
    });
    await deleteWallet(world, theirs, watched.id);
  });

  it('does not come while a run is not over, nor a run for one that is gone', async () => {
    const desk = await createDesk(world, 0n);
    const campaign = await makeCampaign(world, desk);
    const run = {
      ...{
        id: newKey(),
        organization_id: desk.actor.organizationId,
        campaign_id: campaign.id,
        wallet_id: campaign.walletId,
      },
      ...{ number: 1, status: 'PAUSED', budget: SOL, ends_at: new Date(Date.now() + 60_000) },
    };
    await world.rows.insert('runs', run);
    const refused = { rule: 'a campaign trades with it' };
    await expectRefused(world, () => deleteWallet(world, desk.actor, campaign.walletId), 'WALLET_IN_USE', refused);
    await world.rows.select(`UPDATE runs SET status = 'STOPPED', ended_at = now() WHERE id = $1`, [run.id]);
    await deleteWallet(world, desk.actor, campaign.walletId);
    await expectRefused(world, () => makeCampaign(world, desk), 'NOT_FOUND');
  });

  it('A-05 is not for viewers, nor for others', async () => {
    const wallet = await createWallet(world, ours, { label: 'Ours', idempotencyKey: newKey() });
    const viewer: Actor = { ...ours, role: 'viewer' };
    await expectRefused(world, () => deleteWallet(world, viewer, wallet.id), 'FORBIDDEN');
    await expectRefused(world, () => updateWallet(world, viewer, { id: wallet.id, label: 'x' }), 'FORBIDDEN');
    await expectRefused(world, () => deleteWallet(world, theirs, wallet.id), 'NOT_FOUND');
  });
});

describe('W-04 a watch-only wallet', () => {
  it('is never a campaign’s, and proves nothing without a key', async () => {
    const desk = await createDesk(world, 0n);
    const watched = await addWatchWallet(world, desk.actor, {
      ...{ address: someAddress(), label: 'Cold', idempotencyKey: newKey() },
    });
    await expectRefused(world, () => makeCampaign(world, desk, { walletId: watched.id }), 'WALLET_WATCH_ONLY');
    const derived = await addWatchWallet(world, ours, {
      address: derivedAddress,
      label: 'PDA',
      idempotencyKey: newKey(),
    });
    const proving = { ...world, publicUrl: 'https://sluice.example.test' };
    await expectRefused(world, () => beginWalletProof(proving, ours, derived.id), 'ADDRESS_OFF_CURVE');
  });
});
