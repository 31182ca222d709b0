import { expect, test } from 'vitest';
import { GENESIS_HASH } from '../../localnet/genesis.ts';
import { startTestChain } from './local-chain.ts';
import { send, startTwoEndpoints, statusOf } from './support/two-endpoints.ts';

test('without being asked for, there is no switchboard', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  expect(chain.localnet.faultUrl).toBeUndefined();
});

test('R-02 a dropped connection strikes one address, before the method ran or after', async () => {
  await using two = await startTwoEndpoints();
  const { board, faulty, healthy } = two;
  await board.set({ kind: 'drop', endpoint: 0, methods: 'sendTransaction', count: 1 });
  await board.set({ kind: 'drop', phase: 'after', endpoint: 0, methods: 'sendTransaction', count: 1 });
  const [never, landed] = [await two.prepare(), await two.prepare()];
  await expect(send(faulty, never)).rejects.toThrow();
  expect(await healthy.getBalance(never.to, 'processed')).toBe(0);
  await expect(send(faulty, landed)).rejects.toThrow();
  expect(await healthy.getBalance(landed.to, 'processed')).toBeGreaterThan(0);
  expect(await send(faulty, never)).toBeTypeOf('string');
});

test('R-02 a time-out leaves the connection open and says nothing; the method ran if the rule says so', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, healthy } = two;
  await board.set({ kind: 'timeout', phase: 'after', endpoint: 0, methods: ['send*'] });
  const prepared = await two.prepare();
  const abort = new AbortController();
  const params = [prepared.bytes.toString('base64'), { encoding: 'base64', skipPreflight: true }];
  const silent = fetch(chain.localnet.rpcUrl, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sendTransaction', params }),
    signal: abort.signal,
  });
  await expect.poll(() => healthy.getBalance(prepared.to, 'processed')).toBeGreaterThan(0);
  abort.abort();
  await expect(silent).rejects.toThrow('abort');
});

test('R-02 a 429 comes with Retry-After, for the methods named alone', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  await board.set({ kind: 'rate-limit', retryAfter: 3, endpoint: 0, methods: ['getSlot', 'getBlock*'] });
  await expect(faulty.getSlot()).rejects.toThrow('429');
  await expect(faulty.getBlockHeight()).rejects.toThrow('429');
  expect(await faulty.getEpochInfo()).toBeDefined();
  expect(await healthy.getSlot()).toBeGreaterThan(0);
  const response = await fetch(chain.localnet.rpcUrl, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getSlot' }),
  });
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
});

test('R-02 an answer comes late, or as an error that tells nothing', async () => {
  await using two = await startTwoEndpoints();
  const { board, faulty } = two;
  await board.set({ kind: 'delay', ms: 60, jitterMs: 10, count: 1 });
  const start = performance.now();
  await faulty.getSlot();
  expect(performance.now() - start).toBeGreaterThanOrEqual(59);
  await board.set({ kind: 'error', code: -32_005, message: 'Node is behind by 9 slots', methods: 'getSlot', count: 1 });
  await expect(faulty.getSlot()).rejects.toThrow('Node is behind by 9 slots');
  expect(await faulty.getSlot()).toBeGreaterThan(0);
});

test('R-02 rules end by count, by slots and by removal, draw chances from the seed, and count what they struck', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty } = two;
  const struck = async (): Promise<boolean> => (await faulty.getGenesisHash()) !== GENESIS_HASH;
  const byCount = await board.set({ kind: 'wrong-genesis', count: 2 });
  expect([await struck(), await struck(), await struck()]).toEqual([true, true, false]);
  await board.set({ kind: 'wrong-genesis', forSlots: 3 });
  await chain.localnet.tick(2);
  expect(await struck()).toBe(true);
  await chain.localnet.tick();
  expect(await struck()).toBe(false);
  const { rules } = await board.list();
  expect(rules).toMatchObject([
    { id: byCount, kind: 'wrong-genesis', hits: 2, active: false },
    { kind: 'wrong-genesis', hits: 1, active: false },
  ]);
  await board.clear();
  const drawn = await board.set({ kind: 'wrong-genesis', probability: 0.5 });
  const draws = [];
  for (let call = 0; call < 40; call += 1) draws.push(await struck());
  expect(draws.filter(Boolean).length).toBe((await board.list()).rules[0]?.hits);
  expect(new Set(draws).size).toBe(2);
  await board.remove(drawn);
  expect(await struck()).toBe(false);
  await expect(board.remove(drawn)).rejects.toThrow('404');
});

test('a rule that is none is refused in a sentence, and so is a browser', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain } = two;
  await expect(board.set({ kind: 'explode' })).rejects.toThrow('400: Invalid param: rule.kind must be one of delay,');
  await expect(board.set({ kind: 'delay' })).rejects.toThrow('rule.ms is missing');
  await expect(board.set({ kind: 'drop', endpoint: 2 })).rejects.toThrow('there are 2 addresses');
  await expect(board.set({ kind: 'drop', probability: 2 })).rejects.toThrow('from 0 to 1');
  await expect(board.set({ kind: 'hold', release: 'soon' })).rejects.toThrow('rule.release must be one of last-valid');
  const response = await fetch(`${chain.localnet.faultUrl}/faults`, {
    method: 'POST',
    headers: { origin: 'http://example.com' },
    body: JSON.stringify({ kind: 'drop' }),
  });
  expect(response.status).toBe(403);
});

test('E-04 a false BlockhashNotFound comes from simulation and from sending, though nothing is wrong', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  await board.set({ kind: 'blockhash-not-found', endpoint: 0 });
  const prepared = await two.prepare();
  await expect(faulty.sendRawTransaction(prepared.bytes)).rejects.toMatchObject({
    message: expect.stringContaining('Transaction simulation failed: Blockhash not found'),
  });
  await expect(send(faulty, prepared)).rejects.toThrow('Blockhash not found');
  expect(await healthy.getBalance(prepared.to, 'processed')).toBe(0);
  await board.clear();
  await board.set({ kind: 'blockhash-not-found', accept: true, endpoint: 0 });
  await expect(send(faulty, prepared)).rejects.toThrow('Blockhash not found');
  expect(await healthy.getBalance(prepared.to, 'processed')).toBeGreaterThan(0);
  const raw = await fetch(chain.localnet.rpcUrl, {
    method: 'POST',
    body: JSON.stringify({
      ...{ jsonrpc: '2.0', id: 1, method: 'simulateTransaction' },
      params: [(await two.prepare()).bytes.toString('base64'), { encoding: 'base64', commitment: 'processed' }],
    }),
  });
  expect(await raw.json()).toMatchObject({ result: { value: { err: 'BlockhashNotFound' } } });
});

test('E-04 an accepted transaction is thrown away, and the same bytes land by the other address', async () => {
  await using two = await startTwoEndpoints();
  const { board, chain, faulty, healthy } = two;
  await board.set({ kind: 'fake-accept', endpoint: 0 });
  const prepared = await two.prepare();
  const signature = await send(faulty, prepared);
  await chain.localnet.tick(3);
  expect((await statusOf(healthy, signature)).status).toBeNull();
  expect(await send(healthy, prepared)).toBe(signature);
  expect((await statusOf(faulty, signature)).status).not.toBeNull();
});
