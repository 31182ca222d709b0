import { once } from 'node:events';
import { Keypair } from '@solana/web3.js';
import bs58 from 'bs58';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { call, SOL, signed, startTestChain, type TestChain, transfer } from './local-chain.ts';

async function send({ connection }: TestChain, from: Keypair, to: Keypair, lamports = SOL): Promise<string> {
  const { blockhash } = await connection.getLatestBlockhash('processed');
  return connection.sendRawTransaction(signed([transfer(from.publicKey, to.publicKey, lamports)], blockhash, from), {
    skipPreflight: true,
  });
}

/** web3.js subscribes in its own time; a subscription is known to be there once a later one on the same socket answers. */
async function subscribed({ connection }: TestChain): Promise<void> {
  const seen = vi.fn();
  const id = connection.onSlotChange(seen);
  await vi.waitUntil(() => seen.mock.calls.length > 0, { timeout: 10_000, interval: 5 });
  await connection.removeSlotChangeListener(id);
}

test('an account is told of at the commitment asked for', async () => {
  await using chain = await startTestChain();
  const { connection } = chain;
  const payer = await chain.funded();
  const target = Keypair.generate();
  const heard: [string, number, number][] = [];
  const ids = (['processed', 'confirmed', 'finalized'] as const).map((commitment) =>
    connection.onAccountChange(
      target.publicKey,
      (account, { slot }) => heard.push([commitment, account.lamports, slot]),
      { commitment },
    ),
  );
  await subscribed(chain);
  const signature = await send(chain, payer, target);
  await vi.waitUntil(() => heard.length === 3, { timeout: 10_000, interval: 5 });
  const slot = (await connection.getSignatureStatus(signature)).value?.slot;
  expect(heard).toEqual([
    ['processed', SOL, slot],
    ['confirmed', SOL, slot],
    ['finalized', SOL, slot],
  ]);
  for (const id of ids) await connection.removeAccountChangeListener(id);
  await send(chain, payer, target, 2 * SOL);
  await subscribed(chain);
  expect(heard).toHaveLength(3);
});

test('logs: all of them, or those of one address', async () => {
  await using chain = await startTestChain();
  const { connection } = chain;
  const payer = await chain.funded();
  const [target, other] = [Keypair.generate(), Keypair.generate()];
  const all: string[] = [];
  const some: string[] = [];
  connection.onLogs('all', ({ signature }) => all.push(signature), 'processed');
  connection.onLogs(target.publicKey, ({ signature, logs }) => some.push(signature, ...logs), 'processed');
  await subscribed(chain);
  const signatures = [await send(chain, payer, other), await send(chain, payer, target)];
  await vi.waitUntil(() => all.length === 2 && some.length > 0, { timeout: 10_000, interval: 5 });
  expect(all).toEqual(signatures);
  expect(some).toEqual([
    signatures[1],
    'Program 11111111111111111111111111111111 invoke [1]',
    'Program 11111111111111111111111111111111 success',
  ]);
});

test('program accounts, with filters', async () => {
  await using chain = await startTestChain();
  const { connection, localnet } = chain;
  const program = Keypair.generate().publicKey;
  const heard: string[] = [];
  connection.onProgramAccountChange(program, ({ accountId }) => heard.push(accountId.toBase58()), {
    commitment: 'confirmed',
    filters: [{ dataSize: 3 }],
  });
  await subscribed(chain);
  const account = (pubkey: string, text: string) => ({
    pubkey,
    lamports: '1',
    owner: program.toBase58(),
    data: Buffer.from(text).toString('base64'),
  });
  const [short, long] = [Keypair.generate().publicKey.toBase58(), Keypair.generate().publicKey.toBase58()];
  await call(localnet, 'sluice_setAccounts', [account(long, 'abcd'), account(short, 'abc')]);
  await vi.waitUntil(() => heard.length > 0, { timeout: 10_000, interval: 5 });
  expect(heard).toEqual([short]);
});

test('a signature is told of once, also when it had landed before', async () => {
  await using chain = await startTestChain();
  const { connection } = chain;
  const payer = await chain.funded();
  const signature = await send(chain, payer, Keypair.generate(), 100 * SOL);
  const heard: unknown[] = [];
  connection.onSignature(signature, ({ err }) => heard.push(err), 'finalized');
  await vi.waitUntil(() => heard.length > 0, { timeout: 10_000, interval: 5 });
  connection.onSignature(signature, ({ err }) => heard.push(err), 'confirmed');
  await vi.waitUntil(() => heard.length > 1, { timeout: 10_000, interval: 5 });
  expect(heard).toEqual(Array(2).fill({ InstructionError: [0, { Custom: 1 }] }));
});

test('a subscriber may ask to hear that its transaction is received, and then of its landing', async () => {
  await using chain = await startTestChain();
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const { blockhash } = await connection.getLatestBlockhash('processed');
  const raw = signed([transfer(payer.publicKey, payer.publicKey, 1)], blockhash, payer);
  const socket = new WebSocket(localnet.wsUrl);
  await once(socket, 'open');
  const options = { commitment: 'confirmed', enableReceivedNotification: true };
  const heard: unknown[] = [];
  socket.on('message', (message) => heard.push(JSON.parse(String(message))));
  const params = [bs58.encode(raw.subarray(1, 65)), options];
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'signatureSubscribe', params }));
  await vi.waitUntil(() => heard.length === 1, { timeout: 10_000, interval: 5 });
  await connection.sendRawTransaction(raw, { skipPreflight: true });
  await vi.waitUntil(() => heard.length === 3, { timeout: 10_000, interval: 5 });
  expect(heard.slice(1)).toMatchObject([
    { method: 'signatureNotification', params: { result: { value: 'receivedSignature' } } },
    { method: 'signatureNotification', params: { result: { value: { err: null } } } },
  ]);
  socket.terminate();
});

test('slots, roots and slot updates', async () => {
  await using chain = await startTestChain();
  const { connection } = chain;
  const slots: { slot: number; parent: number; root: number }[] = [];
  const roots: number[] = [];
  const updates = new Set<string>();
  connection.onSlotChange((slot) => slots.push(slot));
  connection.onRootChange((root) => roots.push(root));
  connection.onSlotUpdate(({ type }) => updates.add(type));
  await vi.waitUntil(() => roots.length >= 3 && updates.size === 4 && slots.length >= 3, {
    timeout: 10_000,
    interval: 5,
  });
  expect(slots[1]?.slot).toBe((slots[0]?.slot ?? 0) + 1);
  expect(slots[1]?.parent).toBe(slots[0]?.slot);
  expect(roots[1]).toBe((roots[0] ?? 0) + 1);
  expect([...updates].sort()).toEqual(['createdBank', 'frozen', 'optimisticConfirmation', 'root']);
});

test('the HTTP port upgrades too; nonsense is answered with an error, a ping not at all', async () => {
  await using chain = await startTestChain();
  const socket = new WebSocket(chain.localnet.rpcUrl.replace('http', 'ws'));
  await once(socket, 'open');
  const ask = async (message: unknown) => {
    socket.send(
      typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', id: 7, ...(message as object) }),
    );
    const [answer] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(String(answer)) as { error?: { code: number }; result?: unknown };
  };
  socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'ping' }));
  expect((await ask('{')).error?.code).toBe(-32700);
  expect((await ask({ method: 'voteSubscribe' })).error?.code).toBe(-32601);
  expect((await ask({ method: 'accountSubscribe', params: ['x'] })).error?.code).toBe(-32602);
  expect((await ask({ method: 'accountUnsubscribe', params: [99] })).error?.code).toBe(-32602);
  expect((await ask({ method: 'logsSubscribe', params: [{ mentions: [] }] })).error?.code).toBe(-32602);
  const { result } = await ask({ method: 'rootSubscribe' });
  expect(result).toBeTypeOf('number');
  socket.terminate();
});
