import {
  ComputeBudgetProgram,
  Keypair,
  SendTransactionError,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import { expect, test } from 'vitest';
import { call, SOL, signed, startTestChain, transfer } from './local-chain.ts';

test('a transaction is accepted through lastValidBlockHeight + 1 and not after', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash('confirmed');
  const height = await connection.getBlockHeight('processed');
  await localnet.tick(lastValidBlockHeight + 1 - height);
  expect(await connection.getBlockHeight('processed')).toBe(lastValidBlockHeight + 1);
  const at = (lamports: number) => signed([transfer(payer.publicKey, payer.publicKey, lamports)], blockhash, payer);
  const inTime = await connection.sendRawTransaction(at(1));
  expect((await connection.getSignatureStatus(inTime)).value?.err).toBeNull();
  await localnet.tick();
  await expect(connection.sendRawTransaction(at(2))).rejects.toThrow('Blockhash not found');
  const late = await connection.sendRawTransaction(at(3), { skipPreflight: true });
  await localnet.tick(10);
  expect((await connection.getSignatureStatus(late, { searchTransactionHistory: true })).value).toBeNull();
});

test('lastValidBlockHeight is the height of the hash’s own block and 150 more, at every commitment', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  await localnet.tick(40);
  for (const commitment of ['confirmed', 'finalized'] as const) {
    const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash(commitment);
    const block = await connection.getBlock(await connection.getSlot(commitment), {
      commitment: 'confirmed',
      transactionDetails: 'none',
    });
    expect(blockhash).toBe(block?.blockhash);
    expect(lastValidBlockHeight).toBe((await connection.getBlockHeight(commitment)) + 150);
    expect((await connection.isBlockhashValid(blockhash, { commitment })).value).toBe(true);
  }
});

test('a known signature is refused, and the transaction has run once', async () => {
  await using chain = await startTestChain();
  const { connection } = chain;
  const payer = await chain.funded();
  const target = Keypair.generate().publicKey;
  const { blockhash } = await connection.getLatestBlockhash();
  const raw = signed([transfer(payer.publicKey, target, SOL)], blockhash, payer);
  await connection.sendRawTransaction(raw);
  await expect(connection.sendRawTransaction(raw)).rejects.toThrow('This transaction has already been processed');
  await connection.sendRawTransaction(raw, { skipPreflight: true });
  expect(await connection.getBalance(target, 'processed')).toBe(SOL);
});

test('a transaction that fails when it runs lands with its error and pays its fee', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const { blockhash } = await connection.getLatestBlockhash('processed');
  const raw = signed([transfer(payer.publicKey, Keypair.generate().publicKey, 100 * SOL)], blockhash, payer);
  const signature = await connection.sendRawTransaction(raw, { skipPreflight: true });
  await localnet.tick(2);
  const landed = await connection.getTransaction(signature, {
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 0,
  });
  expect(landed?.meta).toMatchObject({ err: { InstructionError: [0, { Custom: 1 }] }, fee: 5000 });
  expect(await connection.getBalance(payer.publicKey)).toBe(10 * SOL - 5000);
});

test('a transaction refused before it runs never lands, whatever it was sent with', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const poor = Keypair.generate();
  const { blockhash } = await connection.getLatestBlockhash('processed');
  const raw = signed([transfer(poor.publicKey, poor.publicKey, 1)], blockhash, poor);
  const signature = await connection.sendRawTransaction(raw, { skipPreflight: true, maxRetries: 0 });
  await localnet.tick(10);
  expect((await connection.getSignatureStatus(signature, { searchTransactionHistory: true })).value).toBeNull();
  expect(await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 })).toBeNull();
});

test('a node sends again what could not run yet, but not with maxRetries 0', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const [retried, once] = [Keypair.generate(), Keypair.generate()];
  const { blockhash } = await connection.getLatestBlockhash('processed');
  const send = (key: Keypair, maxRetries?: number) =>
    connection.sendRawTransaction(signed([transfer(key.publicKey, key.publicKey, 1)], blockhash, key), {
      skipPreflight: true,
      ...(maxRetries === undefined ? {} : { maxRetries }),
    });
  const signatures = [await send(retried), await send(once, 0)];
  for (const key of [retried, once]) await connection.requestAirdrop(key.publicKey, SOL);
  await localnet.tick(10);
  const { value } = await connection.getSignatureStatuses(signatures);
  expect(value.map((status) => status?.err)).toEqual([null, undefined]);
});

test('preflight failures carry Agave’s codes, sentence and logs', async () => {
  await using chain = await startTestChain();
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const { blockhash } = await connection.getLatestBlockhash();
  const tooMuch = signed([transfer(payer.publicKey, Keypair.generate().publicKey, 100 * SOL)], blockhash, payer);
  const failure = await connection.sendRawTransaction(tooMuch).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SendTransactionError);
  expect((failure as SendTransactionError).logs?.[0]).toBe('Program 11111111111111111111111111111111 invoke [1]');
  const raw = await call(localnet, 'sendTransaction', tooMuch.toString('base64'), {
    encoding: 'base64',
    preflightCommitment: 'processed',
  });
  expect(raw.error).toMatchObject({
    code: -32002,
    message: 'Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1',
    data: { err: { InstructionError: [0, { Custom: 1 }] }, accounts: null },
  });
  const forged = signed([transfer(payer.publicKey, payer.publicKey, 1)], blockhash, payer);
  forged[10] = (forged[10] ?? 0) ^ 1;
  const bad = await call(localnet, 'sendTransaction', forged.toString('base64'), {
    encoding: 'base64',
    preflightCommitment: 'processed',
  });
  expect(bad.error).toEqual({ code: -32003, message: 'Transaction signature verification failure' });
});

test('a forged signature sent without preflight answers a signature and never lands', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const { blockhash } = await connection.getLatestBlockhash('processed');
  const forged = signed([transfer(payer.publicKey, payer.publicKey, 1)], blockhash, payer);
  forged[10] = (forged[10] ?? 0) ^ 1;
  const signature = await connection.sendRawTransaction(forged, { skipPreflight: true });
  await localnet.tick(12);
  expect((await connection.getSignatureStatus(signature)).value).toBeNull();
  expect(await connection.getBalance(payer.publicKey, 'processed')).toBe(10 * SOL);
});

test('fees: what getFeeForMessage says is what is charged and what getTransaction shows, priority fee included', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const other = await chain.funded();
  const price = ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1_234_567 });
  const limit = ComputeBudgetProgram.setComputeUnitLimit({ units: 1_001 });
  const move = transfer(payer.publicKey, other.publicKey, 7);
  const back = transfer(other.publicKey, payer.publicKey, 3);
  const cases: [(typeof price)[], [Keypair, ...Keypair[]], number][] = [
    [[move], [payer], 5_000],
    [[price, limit, move], [payer], 5_000 + Math.ceil((1_234_567 * 1_001) / 1e6)],
    [[price, move], [payer], 5_000 + Math.ceil((1_234_567 * 6_000) / 1e6)],
    [[price, limit, move, back], [payer, other], 10_000 + Math.ceil((1_234_567 * 1_001) / 1e6)],
  ];
  for (const [instructions, signers, expected] of cases) {
    const { blockhash } = await connection.getLatestBlockhash('processed');
    const raw = signed(instructions, blockhash, ...signers);
    const quoted = await connection.getFeeForMessage(Transaction.from(raw).compileMessage(), 'processed');
    const signature = await connection.sendRawTransaction(raw, { skipPreflight: true });
    await localnet.tick(2);
    const landed = await connection.getTransaction(signature, {
      commitment: 'confirmed',
      maxSupportedTransactionVersion: 0,
    });
    const [before, after] = [landed?.meta?.preBalances, landed?.meta?.postBalances].map((list) =>
      (list ?? []).reduce((sum, lamports) => sum + lamports, 0),
    );
    expect([quoted.value, landed?.meta?.fee, (before ?? 0) - (after ?? 0)]).toEqual([expected, expected, expected]);
  }
});

test('getRecentPrioritizationFees reports what landed, by writable account', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const slot = await connection.getSlot('processed');
  const { blockhash } = await connection.getLatestBlockhash('processed');
  const price = ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 777 });
  await connection.sendRawTransaction(
    signed([price, transfer(payer.publicKey, payer.publicKey, 1)], blockhash, payer),
    {
      skipPreflight: true,
    },
  );
  await localnet.tick();
  const of = async (account: Keypair) =>
    (await connection.getRecentPrioritizationFees({ lockedWritableAccounts: [account.publicKey] })).find(
      (fee) => fee.slot === slot,
    )?.prioritizationFee;
  expect(await of(payer)).toBe(777);
  await connection.requestAirdrop(Keypair.generate().publicKey, 1_000_000);
  await localnet.tick();
  const next = (await connection.getRecentPrioritizationFees()).find((fee) => fee.slot === slot + 1);
  expect(next?.prioritizationFee).toBe(0);
});

test('simulation runs unsigned messages, shows accounts and inner effects, and changes nothing', async () => {
  await using chain = await startTestChain();
  const { connection, localnet } = chain;
  const payer = await chain.funded();
  const target = Keypair.generate().publicKey;
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: (await connection.getLatestBlockhash()).blockhash,
    instructions: [transfer(payer.publicKey, target, SOL)],
  }).compileToV0Message();
  const unsigned = new VersionedTransaction(message);
  const { value } = await connection.simulateTransaction(unsigned, {
    sigVerify: false,
    innerInstructions: true,
    accounts: { encoding: 'base64', addresses: [target.toBase58()] },
    minContextSlot: await connection.getSlot('confirmed'),
  });
  expect(value).toMatchObject({ err: null, unitsConsumed: 150, accounts: [{ lamports: SOL }] });
  expect(await connection.getBalance(target, 'processed')).toBe(0);

  const wire = Buffer.from(unsigned.serialize()).toString('base64');
  const verified = await call(localnet, 'simulateTransaction', wire, {
    encoding: 'base64',
    sigVerify: true,
    commitment: 'processed',
  });
  expect(verified.error?.code).toBe(-32003);
  unsigned.message.recentBlockhash = Keypair.generate().publicKey.toBase58();
  const stale = await connection.simulateTransaction(unsigned, { sigVerify: false });
  expect(stale.value.err).toBe('BlockhashNotFound');
  const replaced = await connection.simulateTransaction(unsigned, { sigVerify: false, replaceRecentBlockhash: true });
  expect(replaced.value.err).toBeNull();
  const ahead = await call(localnet, 'simulateTransaction', wire, { encoding: 'base64', minContextSlot: 10 ** 9 });
  expect(ahead.error?.code).toBe(-32016);
});

test('an airdrop is a transfer with a history of its own', async () => {
  await using chain = await startTestChain({ slotMs: 'manual' });
  const { connection, localnet } = chain;
  const key = Keypair.generate().publicKey;
  const signatures = [await connection.requestAirdrop(key, SOL), await connection.requestAirdrop(key, SOL)];
  await localnet.tick(2);
  const history = await connection.getSignaturesForAddress(key);
  expect(history.map((entry) => entry.signature)).toEqual(signatures.toReversed());
  const landed = await connection.getTransaction(signatures[1] ?? '', {
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 0,
  });
  expect(landed?.meta?.postBalances[1]).toBe(2 * SOL);
});
