import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Address, GenesisHash } from '#core/domain/ids.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import {
  adoptTestChain,
  type Desk,
  dueTrade,
  openDesk,
  openWallet,
  requestFor,
  SOL,
  type TestWallet,
} from '../support/trading-desk.ts';
import { createWorld, type World } from '../support/world.ts';

/** Somebody writes into the signer's tables who may not: whatever they move, nothing is signed by it. */
describe('W-01 ciphertext in another row', () => {
  let world: World;
  let signer: TestSigner;
  let desk: Desk;
  beforeAll(async () => {
    world = await createWorld();
    await adoptTestChain(world);
    signer = await startTestSigner(world);
    desk = await openDesk(world, signer.client, 20n * SOL);
  });
  afterAll(async () => {
    await signer.stop();
    await world.close();
  });

  const run = (sql: string, ...values: unknown[]) => world.rows.select(sql, values);
  const swap = (table: string, id: string, one: string, two: string) =>
    run(
      `UPDATE ${table} t SET blob = other.blob FROM ${table} other
       WHERE (t.${id}, other.${id}) IN (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
      one,
      two,
    );

  /** Asks for a trade of the wallet. Refused, nothing stored of it but the denial, and the log tells of it without the key. */
  async function expectNothingSigned(of: Desk, wallet: TestWallet): Promise<void> {
    const told = signer.logs.length;
    const trade = await dueTrade(world, of, { wallet });
    expect(await signer.sign(await requestFor(world, trade))).toEqual({ kind: 'denied', code: 'NO_KEY' });
    expect(await run('SELECT 1 FROM attempts WHERE intent_id = $1', trade.id)).toEqual([]);
    const lines = signer.logs.slice(told).map((line) => JSON.parse(line) as { level: number });
    expect(lines).toMatchObject([{ level: 50, intents: [{ intentId: trade.id, outcome: 'denied', code: 'NO_KEY' }] }]);
    const blobs = await world.rows.select<{ blob: Buffer }>(
      'SELECT blob FROM wallet_keys UNION ALL SELECT blob FROM user_data_keys',
    );
    const log = signer.logs.join();
    for (const { blob } of blobs)
      for (const form of ['hex', 'base64'] as const) expect(log).not.toContain(blob.toString(form));
  }

  async function expectSigned(of: Desk, wallet: TestWallet): Promise<void> {
    const trade = await dueTrade(world, of, { wallet });
    expect(await signer.sign(await requestFor(world, trade))).toMatchObject({ kind: 'signed' });
  }

  const anotherWallet = (of: Desk) => openWallet(world, signer.client, of.actor, 5n * SOL);

  it('of two wallets of one person: neither signs, though both signed a moment ago and are held open', async () => {
    const [one, two] = [await anotherWallet(desk), await anotherWallet(desk)];
    await expectSigned(desk, one);
    await expectSigned(desk, two);
    await swap('wallet_keys', 'wallet_id', one.id, two.id);
    await expectNothingSigned(desk, one);
    await expectNothingSigned(desk, two);
  });

  it('of two people: neither their wallets’ keys nor their data keys, nor both together', async () => {
    const other = await openDesk(world, signer.client, 5n * SOL);
    const own = await openDesk(world, signer.client, 5n * SOL);
    const wallets = [other.wallet.id, own.wallet.id] as const;
    const people = [other.actor.userId, own.actor.userId] as const;
    await swap('wallet_keys', 'wallet_id', ...wallets);
    await expectNothingSigned(own, own.wallet);
    await swap('user_data_keys', 'user_id', ...people);
    await expectNothingSigned(own, own.wallet);
    await expectNothingSigned(other, other.wallet);
    await swap('wallet_keys', 'wallet_id', ...wallets);
    await expectNothingSigned(own, own.wallet);
    await swap('user_data_keys', 'user_id', ...people);
    await expectSigned(own, own.wallet);
  });

  it('of another network, though wallet, person and address are the same', async () => {
    const wallet = await anotherWallet(desk);
    const { address, blob } = await signer.client.createWallet({
      ...{ userId: desk.actor.userId, walletId: wallet.id, genesisHash: 'another network' as GenesisHash },
    });
    await move(wallet, address, blob);
    await expectNothingSigned(desk, { ...wallet, address });
  });

  it('of another address, though the key is the wallet’s own', async () => {
    const [wallet, rich] = [await anotherWallet(desk), await anotherWallet(desk)];
    const [{ blob } = { blob: Buffer.alloc(0) }] = await world.rows.select<{ blob: Buffer }>(
      'SELECT blob FROM wallet_keys WHERE wallet_id = $1',
      [wallet.id],
    );
    await run(`UPDATE wallets SET address = address || '1' WHERE id = $1`, rich.id);
    await move(wallet, rich.address, blob);
    await expectNothingSigned(desk, { ...wallet, address: rich.address });
  });

  /** Says that the wallet has this address and this key. */
  async function move(wallet: TestWallet, address: Address, blob: Uint8Array): Promise<void> {
    await run('UPDATE wallets SET address = $2 WHERE id = $1', wallet.id, address);
    await run('UPDATE wallet_keys SET blob = $2 WHERE wallet_id = $1', wallet.id, Buffer.from(blob));
    await world.fund(address, 2n * SOL);
  }
});
