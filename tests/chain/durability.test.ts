import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, Keypair } from '@solana/web3.js';
import { expect, test, vi } from 'vitest';
import { startChainProcess, temporaryFolder } from './chain-process.ts';
import { call, SOL, signed, startTestChain, transfer } from './local-chain.ts';

/** Everything a client can ask about the past, as of what is confirmed now. */
async function confirmedPast(connection: Connection, through?: number) {
  const slots = await connection.getBlocks(0, through ?? (await connection.getSlot('confirmed')), 'confirmed');
  const options = { commitment: 'confirmed', maxSupportedTransactionVersion: 0 } as const;
  return Promise.all(slots.map(async (slot) => ({ slot, block: await connection.getBlock(slot, options) })));
}

test('after kill -9 every confirmed block, status, balance and blockhash is there, and the chain goes on', async () => {
  await using folder = await temporaryFolder();
  // Slow enough that a blockhash outlives a restart on a busy machine.
  const env = { LOCALNET_DATA_DIR: folder.path, LOCALNET_SLOT_MS: '200' };
  const before = await startChainProcess(env);
  const { connection } = before;
  const payer = Keypair.generate();
  const target = Keypair.generate().publicKey;
  const airdrop = await connection.requestAirdrop(payer.publicKey, 1000 * SOL);
  await connection.confirmTransaction({ signature: airdrop, ...(await connection.getLatestBlockhash()) });
  const signatures: string[] = [];
  for (let count = 1; count <= 30; count += 1) {
    const { blockhash } = await connection.getLatestBlockhash('processed');
    const raw = signed([transfer(payer.publicKey, target, SOL + count)], blockhash, payer);
    signatures.push(await connection.sendRawTransaction(raw, { skipPreflight: true }));
  }
  const last = signatures.at(-1) ?? '';
  await vi.waitUntil(
    async () => (await connection.getSignatureStatus(last)).value?.confirmationStatus === 'confirmed',
    { timeout: 10_000, interval: 5 },
  );
  const latest = await connection.getLatestBlockhash('confirmed');
  const balances = await Promise.all([payer.publicKey, target].map((key) => connection.getBalance(key)));
  const past = await confirmedPast(connection);
  const heights = {
    confirmed: await connection.getBlockHeight('confirmed'),
    finalized: await connection.getBlockHeight('finalized'),
    slot: await connection.getSlot('processed'),
  };
  expect(await before.end('SIGKILL')).toBeNull();

  const after = await startChainProcess(env);
  const again = after.connection;
  expect(await confirmedPast(again, past.at(-1)?.slot)).toEqual(past);
  expect(await Promise.all([payer.publicKey, target].map((key) => again.getBalance(key)))).toEqual(balances);
  const { value } = await again.getSignatureStatuses(signatures);
  expect(value.every((status) => status?.err === null)).toBe(true);
  expect(await again.getBlockHeight('confirmed')).toBeGreaterThanOrEqual(heights.confirmed);
  expect(await again.getBlockHeight('finalized')).toBeGreaterThanOrEqual(heights.finalized);
  expect(await again.getSlot('processed')).toBeGreaterThan(heights.slot);
  expect(await again.getGenesisHash()).toBe(before.genesisHash);
  expect((await again.isBlockhashValid(latest.blockhash, { commitment: 'confirmed' })).value).toBe(true);
  const onOldHash = signed([transfer(payer.publicKey, target, 5)], latest.blockhash, payer);
  const landed = await again.sendRawTransaction(onOldHash);
  await again.confirmTransaction({ signature: landed, ...latest });
  const blocks = await confirmedPast(again);
  blocks.forEach(({ block }, index) => {
    if (index > 0) expect(block?.previousBlockhash).toBe(blocks[index - 1]?.block?.blockhash);
  });
  expect(await after.end('SIGTERM')).toBe(0);
});

test('killed again and again while busy, it never loses what it had called confirmed', async () => {
  await using folder = await temporaryFolder();
  const confirmed = new Map<string, number>();
  for (let round = 0; round < 3; round += 1) {
    const { connection, end } = await startChainProcess({ LOCALNET_DATA_DIR: folder.path });
    const known = [...confirmed.keys()];
    const { value } = await connection.getSignatureStatuses(known, { searchTransactionHistory: true });
    expect(value.map((status) => status?.slot)).toEqual([...confirmed.values()]);
    const sent: string[] = [];
    let busy = true;
    const sending = (async () => {
      while (busy) sent.push(await connection.requestAirdrop(Keypair.generate().publicKey, SOL).catch(() => ''));
    })();
    await vi.waitUntil(
      async () => {
        const recent = sent.slice(-100);
        const statuses = await connection.getSignatureStatuses(recent);
        statuses.value.forEach((status, index) => {
          const { confirmationStatus, slot } = status ?? {};
          if (confirmationStatus === 'confirmed' && slot !== undefined) confirmed.set(recent[index] ?? '', slot);
        });
        return confirmed.size >= 40 * (round + 1);
      },
      { timeout: 20_000, interval: 1 },
    );
    await end('SIGKILL');
    busy = false;
    await sending;
  }
});

test('a torn end of the log is cut, whatever was torn, and what came before it stays', async () => {
  await using folder = await temporaryFolder();
  const log = join(folder.path, 'blocks.log');
  const first = await startTestChain({ slotMs: 'manual', dataDir: folder.path });
  const payer = await first.funded();
  const slot = await first.connection.getSlot('confirmed');
  const { size } = await stat(log);
  const kept = await confirmedPast(first.connection);
  await first.connection.requestAirdrop(payer.publicKey, SOL);
  await first[Symbol.asyncDispose]();
  const whole = await readFile(log);
  expect(whole.length).toBeGreaterThan(size);

  const tears: ((bytes: Buffer) => Buffer)[] = [
    (bytes) => bytes.subarray(0, -1),
    (bytes) => bytes.subarray(0, size + 5),
    (bytes) => bytes.fill(0, size + 10, size + 60),
    (bytes) => bytes.fill(0, bytes.length - 20),
  ];
  for (const tear of tears) {
    await writeFile(log, tear(Buffer.from(whole)));
    await using chain = await startTestChain({ slotMs: 'manual', dataDir: folder.path });
    expect((await stat(log)).size).toBe(size);
    expect(await confirmedPast(chain.connection, slot)).toEqual(kept);
    expect(await chain.connection.getBalance(payer.publicKey, 'processed')).toBe(10 * SOL);
    await chain.localnet.tick(3);
    await truncate(log, size);
  }
});

test('stopping and starting goes on with the next height; time in between makes no blocks', async () => {
  await using folder = await temporaryFolder();
  const options = { slotMs: 'manual', dataDir: folder.path } as const;
  const first = await startTestChain(options);
  const payer = await first.funded();
  await first.localnet.tick(40);
  const height = await first.connection.getBlockHeight('processed');
  await first[Symbol.asyncDispose]();
  await using second = await startTestChain(options);
  expect(await second.connection.getBlockHeight('processed')).toBe(height + 1);
  expect(await second.connection.getBalance(payer.publicKey, 'finalized')).toBe(10 * SOL);
});

test('a start from a snapshot has the same accounts, the removed ones gone', async () => {
  await using folder = await temporaryFolder();
  const options = { slotMs: 'manual', dataDir: folder.path } as const;
  const first = await startTestChain(options);
  const owner = Keypair.generate().publicKey;
  const pubkeys = Array.from({ length: 1000 }, () => Keypair.generate().publicKey.toBase58());
  const write = (lamports: string, of: readonly string[]) =>
    call(
      first.localnet,
      'sluice_setAccounts',
      of.map((pubkey) => ({
        pubkey,
        lamports,
        owner: owner.toBase58(),
        data: Buffer.from(lamports).toString('base64'),
      })),
    );
  for (let round = 1; round <= 22; round += 1) {
    await write(String(round), pubkeys);
    await first.localnet.tick();
  }
  const snapshot = join(folder.path, 'accounts.snapshot');
  await vi.waitUntil(async () => (await stat(snapshot).catch(() => null)) !== null, { timeout: 10_000, interval: 10 });
  await write('0', pubkeys.slice(0, 10));
  await first[Symbol.asyncDispose]();
  await using second = await startTestChain(options);
  const accounts = await second.connection.getProgramAccounts(owner, 'processed');
  expect(accounts.map(({ pubkey }) => pubkey.toBase58()).sort()).toEqual(pubkeys.slice(10).sort());
  expect(new Set(accounts.map(({ account }) => `${account.lamports} ${account.data.toString()}`))).toEqual(
    new Set(['22 22']),
  );
});

test('a second chain on the same folder is refused in one sentence', async () => {
  await using folder = await temporaryFolder();
  await using chain = await startTestChain({ slotMs: 'manual', dataDir: folder.path });
  await expect(startTestChain({ slotMs: 'manual', dataDir: folder.path })).rejects.toThrow(
    /is in use by another local chain/,
  );
  expect(await chain.connection.getSlot('processed')).toBe(1001);
});
