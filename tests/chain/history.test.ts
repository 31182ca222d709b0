import { Keypair } from '@solana/web3.js';
import { expect, test } from 'vitest';
import { call, SOL, signed, startTestChain, type TestChain, transfer } from './local-chain.ts';

/** Sends `count` transfers of 1, 2, … lamports, one in each slot. */
async function sendOneASlot({ connection, localnet }: TestChain, payer: Keypair, to: Keypair, count: number) {
  const signatures: string[] = [];
  for (let lamports = 1; lamports <= count; lamports += 1) {
    const { blockhash } = await connection.getLatestBlockhash('processed');
    const raw = signed([transfer(payer.publicKey, to.publicKey, SOL + lamports)], blockhash, payer);
    signatures.push(await connection.sendRawTransaction(raw, { skipPreflight: true }));
    await localnet.tick();
  }
  return signatures;
}

test('every block names the one before it, and together they hold every transaction once', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded(100 * SOL);
  const sent = await sendOneASlot(chain, payer, Keypair.generate(), 5);
  await localnet.tick(2);
  const first = await connection.getFirstAvailableBlock();
  const slots = await connection.getBlocks(first, undefined, 'confirmed');
  const options = { commitment: 'confirmed', maxSupportedTransactionVersion: 0 } as const;
  const blocks = await Promise.all(slots.map((slot) => connection.getBlock(slot, options)));
  blocks.forEach((block, index) => {
    if (index === 0) return;
    expect(block?.previousBlockhash).toBe(blocks[index - 1]?.blockhash);
    expect(block?.parentSlot).toBe(slots[index - 1]);
  });
  const held = blocks.flatMap((block) => block?.transactions.map(({ transaction }) => transaction.signatures[0]) ?? []);
  expect(held.slice(-5)).toEqual(sent);
  expect(new Set(held).size).toBe(held.length);
  const limited = await call(localnet, 'getBlocksWithLimit', first, 3, { commitment: 'confirmed' });
  expect(limited.result).toEqual(slots.slice(0, 3));
});

test('getBlock shows as much as it is asked for', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const [signature] = await sendOneASlot(chain, payer, Keypair.generate(), 1);
  await localnet.tick(2);
  const slot = (await connection.getSignatureStatus(signature ?? '')).value?.slot ?? 0;
  const options = { commitment: 'confirmed', maxSupportedTransactionVersion: 0 } as const;
  const full = await connection.getBlock(slot, options);
  expect(full?.transactions[0]?.meta?.fee).toBe(5000);
  expect(full).toMatchObject({ rewards: [], parentSlot: slot - 1 });
  const accounts = await connection.getBlock(slot, { ...options, transactionDetails: 'accounts' });
  expect(accounts?.transactions[0]?.transaction).toMatchObject({
    accountKeys: [{ pubkey: payer.publicKey, signer: true, writable: true, source: 'transaction' }, {}, {}],
  });
  const signatures = await connection.getBlockSignatures(slot, 'confirmed');
  expect(signatures.signatures).toEqual([signature]);
  const none = await connection.getBlock(slot, { ...options, transactionDetails: 'none', rewards: false });
  expect(none).not.toHaveProperty('transactions');
  expect(none).not.toHaveProperty('rewards');
  expect(await connection.getBlockTime(slot)).toBe(none?.blockTime);
  const ahead = await call(localnet, 'getBlock', slot + 100, { commitment: 'confirmed' });
  expect(ahead.error?.code).toBe(-32004);
  const early = await call(localnet, 'getBlock', 5, { commitment: 'confirmed' });
  expect(early.error?.code).toBe(-32007);
  const processed = await call(localnet, 'getBlock', slot, { commitment: 'processed' });
  expect(processed.error?.message).toContain('below `confirmed`');
});

test('getSignaturesForAddress pages newest first and stops at until', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded(100 * SOL);
  const target = Keypair.generate();
  const sent = (await sendOneASlot(chain, payer, target, 6)).toReversed();
  await localnet.tick(2);
  const page = async (options: { before?: string; until?: string; limit?: number }) =>
    (await connection.getSignaturesForAddress(target.publicKey, options, 'confirmed')).map((info) => info.signature);
  expect(await page({})).toEqual(sent);
  expect(await page({ limit: 2 })).toEqual(sent.slice(0, 2));
  expect(await page({ before: sent[1] ?? '', limit: 2 })).toEqual(sent.slice(2, 4));
  expect(await page({ until: sent[4] ?? '' })).toEqual(sent.slice(0, 4));
  expect(await connection.getSignaturesForAddress(target.publicKey, {}, 'finalized')).toEqual([]);
});

test('the status cache forgets after 300 final blocks; history does not', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const signature = await connection.requestAirdrop(Keypair.generate().publicKey, SOL);
  await localnet.tick(32 + 299);
  expect((await connection.getSignatureStatus(signature)).value?.confirmationStatus).toBe('finalized');
  await localnet.tick();
  expect((await connection.getSignatureStatus(signature)).value).toBeNull();
  const { value } = await connection.getSignatureStatus(signature, { searchTransactionHistory: true });
  expect(value).toMatchObject({ confirmationStatus: 'finalized', err: null });
});

test('a transaction is part of history once it is confirmed', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const signature = await connection.requestAirdrop(Keypair.generate().publicKey, SOL);
  const find = (commitment: 'confirmed' | 'finalized') =>
    connection.getTransaction(signature, { commitment, maxSupportedTransactionVersion: 0 });
  await localnet.tick();
  expect(await find('confirmed')).toBeNull();
  await localnet.tick();
  expect(await find('confirmed')).not.toBeNull();
  expect(await find('finalized')).toBeNull();
  await localnet.tick(30);
  expect((await find('finalized'))?.transaction.signatures).toEqual([signature]);
});
