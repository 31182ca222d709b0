import { expect, test } from 'vitest';
import { SOL } from './local-chain.ts';
import { send, startTwoEndpoints, statusOf } from './support/two-endpoints.ts';

const COMMITMENTS = ['processed', 'confirmed', 'finalized'] as const;

test('R-02 a node that lags shows heights, blocks, statuses and accounts of some slots ago, the other one those of now', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy, payer } = two;
  const prepared = await two.prepare();
  const signature = await send(healthy, prepared);
  await chain.localnet.tick(36);
  await board.set({ kind: 'lag', blocks: 10, endpoint: 0 });
  for (const at of COMMITMENTS) {
    expect((await healthy.getSlot(at)) - (await faulty.getSlot(at))).toBe(10);
    expect((await healthy.getBlockHeight(at)) - (await faulty.getBlockHeight(at))).toBe(10);
    const info = await faulty.getEpochInfo(at);
    expect([info.absoluteSlot, info.blockHeight]).toEqual([await faulty.getSlot(at), await faulty.getBlockHeight(at)]);
  }
  const { lastValidBlockHeight } = await faulty.getLatestBlockhash('confirmed');
  expect((await healthy.getLatestBlockhash('confirmed')).lastValidBlockHeight - lastValidBlockHeight).toBe(10);
  expect((await statusOf(healthy, signature)).status?.confirmationStatus).toBe('finalized');
  const stale = await statusOf(faulty, signature);
  expect([stale.status?.confirmationStatus, stale.slot]).toEqual(['confirmed', await faulty.getSlot('processed')]);
  expect(await healthy.getBalance(prepared.to, 'finalized')).toBe(SOL);
  expect(await faulty.getBalance(prepared.to, 'finalized')).toBe(0);
  expect(await faulty.getBalance(prepared.to, 'confirmed')).toBe(SOL);

  await board.clear();
  await board.set({ kind: 'lag', blocks: 40, endpoint: 0 });
  const history = { maxSupportedTransactionVersion: 0, commitment: 'confirmed' } as const;
  expect((await statusOf(faulty, signature)).status).toBeNull();
  expect(await faulty.getTransaction(signature, history)).toBeNull();
  expect((await faulty.getSignaturesForAddress(prepared.to)).length).toBe(0);
  expect((await healthy.getSignaturesForAddress(prepared.to)).length).toBe(1);
  expect(await faulty.getBalance(payer.publicKey, 'finalized')).toBe(100 * SOL);
  const landed = (await healthy.getTransaction(signature, history))?.slot ?? 0;
  await expect(faulty.getBlock(landed, history)).rejects.toThrow('Block not available');
  expect(await faulty.getBlocks(landed - 5)).toEqual(await healthy.getBlocks(landed - 5, await faulty.getSlot()));
});

test('R-02 a node that lags refuses minContextSlot, and simulation on a blockhash it has not seen', async () => {
  await using two = await startTwoEndpoints();
  const { board, faulty, healthy, payer } = two;
  await board.set({ kind: 'lag', blocks: 5, endpoint: 0 });
  const minContextSlot = await healthy.getSlot('confirmed');
  await expect(faulty.getAccountInfo(payer.publicKey, { minContextSlot })).rejects.toThrow('Minimum context slot');
  expect(await healthy.getAccountInfo(payer.publicKey, { minContextSlot })).not.toBeNull();
  const prepared = await two.prepare();
  await expect(faulty.sendRawTransaction(prepared.bytes)).rejects.toThrow('Blockhash not found');
  const signature = await send(faulty, prepared);
  expect((await statusOf(healthy, signature)).status?.confirmationStatus).toBe('processed');
});

test('R-02 a frozen node stays where it was while the chain goes on', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  const before = await healthy.getBlockHeight('finalized');
  await board.set({ kind: 'freeze', endpoint: 0 });
  await chain.localnet.tick(20);
  expect(await faulty.getBlockHeight('finalized')).toBe(before);
  expect(await healthy.getBlockHeight('finalized')).toBe(before + 20);
});

test('R-02 only the statuses are stale when only they lag', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty } = two;
  const signature = await send(faulty, await two.prepare());
  await chain.localnet.tick(3);
  await board.set({ kind: 'lag', blocks: 4, methods: 'getSignatureStatuses' });
  const height = await faulty.getSlot('processed');
  expect(await statusOf(faulty, signature)).toEqual({ slot: height - 4, status: null });
  await chain.localnet.tick();
  expect((await statusOf(faulty, signature)).status?.confirmationStatus).toBe('processed');
});

test('E-04 statuses are null although the transaction landed, or forgotten early, by one address', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  const [meant, other] = [await send(healthy, await two.prepare()), await send(healthy, await two.prepare())];
  await board.set({ kind: 'null-statuses', endpoint: 0, signatures: [meant] });
  const { value } = await faulty.getSignatureStatuses([meant, other]);
  expect(value.map((status) => status?.confirmationStatus ?? null)).toEqual([null, 'processed']);
  expect((await statusOf(healthy, meant)).status).not.toBeNull();

  await board.clear();
  await board.set({ kind: 'forgotten-statuses', roots: 4, endpoint: 0 });
  const status = async (searchTransactionHistory: boolean) =>
    (await faulty.getSignatureStatuses([meant], { searchTransactionHistory })).value[0];
  await chain.localnet.tick(35);
  expect((await status(false))?.confirmationStatus).toBe('finalized');
  await chain.localnet.tick(1);
  expect([await status(false), await status(true)]).toEqual([null, null]);
  await board.clear();
  await board.set({ kind: 'forgotten-statuses', roots: 4, history: true, endpoint: 0 });
  expect([await status(false), (await status(true))?.confirmationStatus]).toEqual([null, 'finalized']);
});

test('E-04 a dishonest node says final of what never landed, and hides what did, in its blocks too', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  await board.set({ kind: 'fake-accept', count: 1 });
  const never = await send(faulty, await two.prepare());
  await board.set({ kind: 'false-statuses', endpoint: 0, signatures: [never] });
  expect((await statusOf(healthy, never)).status).toBeNull();
  expect((await statusOf(faulty, never)).status).toMatchObject({ confirmationStatus: 'finalized', err: null });
  await board.set({ kind: 'false-statuses', endpoint: 1, failed: true });
  expect((await statusOf(healthy, never)).status?.err).toEqual({ InstructionError: [0, { Custom: 1 }] });
  await board.clear();

  const signature = await send(healthy, await two.prepare());
  await chain.localnet.tick(2);
  await board.set({ kind: 'hide', endpoint: 0, signatures: [signature] });
  const options = { maxSupportedTransactionVersion: 0, commitment: 'confirmed' } as const;
  const { slot = 0 } = (await healthy.getTransaction(signature, options)) ?? {};
  const inBlock = async (connection: typeof faulty) =>
    (await connection.getBlock(slot, options))?.transactions.map(({ transaction }) => transaction.signatures[0]);
  expect(await inBlock(healthy)).toEqual([signature]);
  expect(await inBlock(faulty)).toEqual([]);
  expect((await statusOf(faulty, signature)).status).toBeNull();
  expect(await faulty.getTransaction(signature, options)).toBeNull();
});

test('E-04 heights are told too high or too low, and slots with them only when asked for', async () => {
  await using two = await startTwoEndpoints();
  const { board, faulty, healthy } = two;
  await board.set({ kind: 'heights', by: 200, endpoint: 0 });
  const [truth, lie] = [await healthy.getEpochInfo('finalized'), await faulty.getEpochInfo('finalized')];
  expect([(lie.blockHeight ?? 0) - (truth.blockHeight ?? 0), lie.absoluteSlot - truth.absoluteSlot]).toEqual([200, 0]);
  expect((await faulty.getBlockHeight()) - (await healthy.getBlockHeight())).toBe(200);
  const lastValid = async (of: typeof faulty) => (await of.getLatestBlockhash('confirmed')).lastValidBlockHeight;
  expect((await lastValid(faulty)) - (await lastValid(healthy))).toBe(200);
  await board.clear();
  await board.set({ kind: 'heights', by: -20, endpoint: 0, methods: 'getLatestBlockhash' });
  expect((await lastValid(faulty)) - (await lastValid(healthy))).toBe(-20);
  expect(await faulty.getBlockHeight()).toBe(await healthy.getBlockHeight());
  await board.clear();
  await board.set({ kind: 'heights', slotsBy: 90, endpoint: 0 });
  expect((await faulty.getSlot()) - (await healthy.getSlot())).toBe(90);
  expect(
    (await statusOf(faulty, await send(healthy, await two.prepare()))).slot - (await healthy.getSlot('processed')),
  ).toBe(90);
});
