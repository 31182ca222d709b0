import { expect, test } from 'vitest';
import { send, startTwoEndpoints, statusOf } from './support/two-endpoints.ts';

test.each([
  ['last-valid', 0, 'landed'],
  ['last-valid+1', 1, 'landed'],
  ['last-valid+2', 2, 'Blockhash not found'],
] as const)('E-04 a held transaction is put into the block at %s exactly', async (release, past, outcome) => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  const prepared = await two.prepare();
  await board.set({ kind: 'hold', release, endpoint: 0 });
  const signature = await send(faulty, prepared);
  const height = prepared.lastValidBlockHeight + past;
  expect((await board.list()).held).toMatchObject([{ signature, endpoints: [0], releaseHeight: height }]);
  await chain.localnet.tick(height - (await healthy.getBlockHeight('processed')) - 1);
  expect((await statusOf(healthy, signature)).status).toBeNull();
  await chain.localnet.tick();
  expect((await statusOf(healthy, signature)).status === null).toBe(outcome !== 'landed');
  const { held, released } = await board.list();
  expect([held, released]).toEqual([[], [{ signature, height, outcome }]]);
});

test('E-04 the address that holds a transaction swallows it again; the other one lands it', async () => {
  await using two = await startTwoEndpoints();
  const { board, faulty, healthy } = two;
  await board.set({ kind: 'hold', count: 1, endpoint: 0 });
  const prepared = await two.prepare();
  const signature = await send(faulty, prepared);
  expect(await send(faulty, prepared)).toBe(signature);
  expect((await statusOf(healthy, signature)).status).toBeNull();
  expect(await send(healthy, prepared)).toBe(signature);
  expect((await statusOf(healthy, signature)).status).not.toBeNull();
  await board.release();
  expect((await board.list()).released[0]?.outcome).toBe('This transaction has already been processed');
});

test('E-04 a transaction that both addresses hold lands by neither until it is let go', async () => {
  await using two = await startTwoEndpoints();
  const { board, faulty, healthy } = two;
  const hold = await board.set({ kind: 'hold' });
  const prepared = await two.prepare();
  const signature = await send(faulty, prepared);
  await send(healthy, prepared);
  await board.remove(hold);
  await Promise.all([send(faulty, prepared), send(healthy, prepared)]);
  expect((await statusOf(healthy, signature)).status).toBeNull();
  await board.release();
  expect((await statusOf(healthy, signature)).status).not.toBeNull();
});

test('E-04 held transactions go by command, all or those named, after so many blocks, or never', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  const landed = async (signature: string) => (await statusOf(healthy, signature)).status !== null;
  const hold = await board.set({ kind: 'hold' });
  const [first, second] = [await send(faulty, await two.prepare()), await send(faulty, await two.prepare())];
  await board.release({ signatures: [first] });
  expect([await landed(first), await landed(second)]).toEqual([true, false]);
  await board.discard();
  await board.release();
  expect(await landed(second)).toBe(false);
  await board.remove(hold);
  await board.set({ kind: 'hold', release: { after: 3 } });
  const third = await send(faulty, await two.prepare());
  await chain.localnet.tick(2);
  expect(await landed(third)).toBe(false);
  await chain.localnet.tick();
  expect(await landed(third)).toBe(true);
});
