import { Keypair } from '@solana/web3.js';
import { expect, test } from 'vitest';
import { GENESIS_HASH } from '../../localnet/genesis.ts';
import { call, SOL, signed, startTestChain, transfer } from './local-chain.ts';

test('a transfer is seen at processed at once, at confirmed two slots later, at finalized thirty-two slots later', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  await localnet.tick(32);
  const target = Keypair.generate().publicKey;
  const { blockhash } = await connection.getLatestBlockhash('processed');
  const signature = await connection.sendRawTransaction(
    signed([transfer(payer.publicKey, target, SOL)], blockhash, payer),
    {
      skipPreflight: true,
    },
  );
  const balances = () =>
    Promise.all((['processed', 'confirmed', 'finalized'] as const).map((at) => connection.getBalance(target, at)));
  const status = async () => (await connection.getSignatureStatus(signature)).value;

  expect(await balances()).toEqual([SOL, 0, 0]);
  expect(await status()).toMatchObject({ confirmationStatus: 'processed', confirmations: 0 });
  await localnet.tick();
  expect(await balances()).toEqual([SOL, 0, 0]);
  await localnet.tick();
  expect(await balances()).toEqual([SOL, SOL, 0]);
  expect(await status()).toMatchObject({ confirmationStatus: 'confirmed', confirmations: 2 });
  await localnet.tick(29);
  expect(await balances()).toEqual([SOL, SOL, 0]);
  expect(await connection.getBalance(payer.publicKey, 'finalized')).toBe(10 * SOL);
  await localnet.tick();
  expect(await balances()).toEqual([SOL, SOL, SOL]);
  expect(await status()).toMatchObject({ confirmationStatus: 'finalized', confirmations: null });
});

test('slots and heights of the commitments stand two and thirty-two apart and never coincide', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  await localnet.tick(40);
  const slots = await Promise.all(
    (['processed', 'confirmed', 'finalized'] as const).map((at) => connection.getSlot(at)),
  );
  const heights = await Promise.all(
    (['processed', 'confirmed', 'finalized'] as const).map((at) => connection.getBlockHeight(at)),
  );
  expect(heights).toEqual([41, 39, 9]);
  expect(slots.map((slot, index) => slot - (heights[index] ?? 0))).toEqual([1000, 1000, 1000]);
  const info = await connection.getEpochInfo('finalized');
  expect(info).toMatchObject({ absoluteSlot: slots[2], blockHeight: heights[2], slotsInEpoch: 432_000 });
});

test('without a commitment a read is finalized, and an unknown commitment is refused', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const payer = await chain.funded();
  const balance = await call(chain.localnet, 'getBalance', payer.publicKey.toBase58());
  expect(balance.result).toMatchObject({ value: 0 });
  const unknown = await call(chain.localnet, 'getBalance', payer.publicKey.toBase58(), { commitment: 'soon' });
  expect(unknown.error?.code).toBe(-32602);
});

test('a read behind minContextSlot is refused with the slot it has', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  await localnet.tick(40);
  const processed = await connection.getSlot('processed');
  const address = Keypair.generate().publicKey;
  const refused = await call(localnet, 'getAccountInfo', address.toBase58(), {
    commitment: 'finalized',
    minContextSlot: processed,
  });
  expect(refused.error).toEqual({
    code: -32016,
    message: 'Minimum context slot has not been reached',
    data: { contextSlot: processed - 32 },
  });
  const { context } = await connection.getAccountInfoAndContext(address, {
    commitment: 'processed',
    minContextSlot: processed,
  });
  expect(context.slot).toBe(processed);
});

test('lists of accounts honour the commitment too', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const owner = Keypair.generate().publicKey;
  await localnet.tick(32);
  const pubkey = Keypair.generate().publicKey.toBase58();
  const account = { pubkey, lamports: '5', owner: owner.toBase58(), data: Buffer.from('abc').toString('base64') };
  await call(localnet, 'sluice_setAccounts', [account]);
  const listed = async (at: 'processed' | 'finalized') => (await connection.getProgramAccounts(owner, at)).length;
  expect([await listed('processed'), await listed('finalized')]).toEqual([1, 0]);
  await localnet.tick(32);
  await call(localnet, 'sluice_setAccounts', [{ ...account, lamports: '0' }]);
  expect([await listed('processed'), await listed('finalized')]).toEqual([0, 1]);
  await localnet.tick(32);
  expect([await listed('processed'), await listed('finalized')]).toEqual([0, 0]);
});

test('every local chain answers the genesis hash by which clients know it', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  expect(await chain.connection.getGenesisHash()).toBe(GENESIS_HASH);
  expect(chain.localnet.genesisHash).toBe(GENESIS_HASH);
});
