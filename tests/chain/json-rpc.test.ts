import { Keypair } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, post, startTestChain, type TestChain } from './local-chain.ts';

let chain: TestChain;
beforeAll(async () => {
  chain = await startTestChain();
});
afterAll(() => chain[Symbol.asyncDispose]());

const key = Keypair.generate().publicKey;
const address = key.toBase58();
const other = Keypair.generate().publicKey.toBase58();
const write = (pubkey: string, more: object) => ({ pubkey, lamports: '1', owner: address, data: '', ...more });
const request = (id: number, method: string, params: unknown[] = []) => ({ jsonrpc: '2.0', id, method, params });

test('a batch is answered in order, each request by itself', async () => {
  const batch = [request(1, 'getHealth'), request(2, 'getNothing'), request(3, 'getBalance', [address])];
  expect(await post(chain.localnet, JSON.stringify(batch))).toMatchObject([
    { id: 1, result: 'ok' },
    { id: 2, error: { code: -32601 } },
    { id: 3, result: { value: 0 } },
  ]);
});

test.each([
  ['no JSON', '{"jsonrpc"', -32700],
  ['an empty batch', '[]', -32600],
  ['no method', '{"jsonrpc":"2.0","id":1}', -32600],
  ['a number', '5', -32600],
  ['a method of Object.prototype', '{"jsonrpc":"2.0","id":1,"method":"constructor"}', -32601],
  ['params that are no list', '{"jsonrpc":"2.0","id":1,"method":"getSlot","params":{"a":1}}', -32602],
])('%s is refused', async (_, body, code) => {
  expect(await post(chain.localnet, body)).toMatchObject({ error: { code } });
});

test('a body beyond the limit is refused with 413', async () => {
  const response = await fetch(chain.localnet.rpcUrl, { method: 'POST', body: 'x'.repeat(9 * 1024 * 1024) });
  expect(response.status).toBe(413);
  expect((await call(chain.localnet, 'getHealth')).result).toBe('ok');
});

test('GET /health says ok, any other GET is refused', async () => {
  expect(await (await fetch(`${chain.localnet.rpcUrl}/health`)).text()).toBe('ok');
  expect((await fetch(chain.localnet.rpcUrl)).status).toBe(405);
});

describe('bad parameters are -32602 with a reason', () => {
  const deep = Buffer.alloc(1300).toString('base64');
  test.each<[string, ...unknown[]]>([
    ['getBalance'],
    ['getBalance', 5],
    ['getBalance', 'O0Il'],
    ['getBalance', `${address}1`],
    ['getBalance', address, 'confirmed'],
    ['getAccountInfo', address, { encoding: 'hex' }],
    ['getAccountInfo', address, { minContextSlot: -1 }],
    ['getMultipleAccounts', address],
    ['getMultipleAccounts', Array(101).fill(address)],
    ['getProgramAccounts', address, { filters: [{ memcmp: { offset: 'a', bytes: '1' } }] }],
    ['getProgramAccounts', address, { filters: [{}] }],
    ['getMinimumBalanceForRentExemption', 1.5],
    ['getTokenAccountsByOwner', address, {}],
    ['getTokenAccountsByOwner', address, { mint: address }],
    ['getTokenAccountBalance', address],
    ['getTokenSupply', address],
    ['getSignatureStatuses', Array(257).fill('1')],
    ['getSignatureStatuses', ['abc']],
    ['getTransaction', 'abc'],
    ['getSignaturesForAddress', address, { limit: 0 }],
    ['getSignaturesForAddress', address, { commitment: 'processed' }],
    ['getBlock', 'one'],
    ['getBlocks', 'one'],
    ['getBlocksWithLimit', 0, 10 ** 9],
    ['sendTransaction', 'not base64!', { encoding: 'base64' }],
    ['sendTransaction', 'AAAA', { encoding: 'base64' }],
    ['sendTransaction', deep, { encoding: 'base64' }],
    ['sendTransaction', '0OIl'],
    ['simulateTransaction', 'AAAA', { encoding: 'base64' }],
    ['getFeeForMessage', 'AAAA'],
    ['requestAirdrop', address, -5],
    ['requestAirdrop', address, 1e18],
    ['sluice_setAccounts', [{ pubkey: address }]],
    ['sluice_setAccounts', [write('SysvarC1ock11111111111111111111111111111111', {})]],
    ['sluice_setAccounts', [write(address, {}), write(other, { executable: true })]],
    ['sluice_setAccounts', [{ pubkey: address, lamports: '18446744073709551616', owner: address, data: '' }]],
  ])('%s %j', async (method, ...params) => {
    const { error } = await call(chain.localnet, method, ...params);
    expect(error?.code).toBe(-32602);
    expect(error?.message).not.toMatch(/\bat \S+:\d+/);
  });
});

test('account writes are all made or none', async () => {
  const refused = await call(chain.localnet, 'sluice_setAccounts', [
    write(address, {}),
    write(other, { executable: true }),
  ]);
  expect(refused.error?.message).toBe('Invalid param: Failed to set account: incorrect program id for instruction');
  expect(await chain.connection.getBalance(key, 'processed')).toBe(0);
});

test('what Connection asks of a node in passing', async () => {
  const { connection } = chain;
  expect(await connection.getVersion()).toHaveProperty('solana-core');
  expect(await connection.getEpochSchedule()).toMatchObject({ slotsPerEpoch: 432_000 });
  expect(await connection.getSlotLeader()).toBeTypeOf('string');
  expect(await connection.getSlotLeaders(await connection.getSlot(), 3)).toHaveLength(3);
  expect(await connection.getClusterNodes()).toHaveLength(1);
  expect(await connection.getVoteAccounts()).toEqual({ current: [], delinquent: [] });
  expect(await connection.getMinimumBalanceForRentExemption(165)).toBe(2_039_280);
  expect(await connection.getTransactionCount()).toBeTypeOf('number');
  expect(await connection.getMinimumLedgerSlot()).toBe(await connection.getFirstAvailableBlock());
});
