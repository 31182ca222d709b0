import {
  createAssociatedTokenAccountIdempotentInstruction,
  createInitializeMint2Instruction,
  createInitializeTransferFeeConfigInstruction,
  createMint,
  createSyncNativeInstruction,
  ExtensionType,
  getAccount,
  getAssociatedTokenAddressSync,
  getMint,
  getMintLen,
  getOrCreateAssociatedTokenAccount,
  mintTo,
  NATIVE_MINT,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  transferChecked,
} from '@solana/spl-token';
import {
  AddressLookupTableProgram,
  ComputeBudgetProgram,
  Keypair,
  PublicKey,
  SystemProgram,
  sendAndConfirmTransaction,
  Transaction,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import { describe, expect, test } from 'vitest';
import { SOL, startTestChain, transfer } from './local-chain.ts';

const MEMO = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

describe.each([
  ['SPL Token', TOKEN_PROGRAM_ID],
  ['Token-2022', TOKEN_2022_PROGRAM_ID],
])('%s', (_, program) => {
  test('mint, hold, move; balances by account, by owner, by mint, in the transaction', async () => {
    await using chain = await startTestChain();
    const { connection } = chain;
    const payer = await chain.funded();
    const friend = Keypair.generate().publicKey;
    const confirm = { commitment: 'confirmed' } as const;
    const mint = await createMint(connection, payer, payer.publicKey, null, 6, Keypair.generate(), confirm, program);
    const account = async (owner: PublicKey) =>
      (await getOrCreateAssociatedTokenAccount(connection, payer, mint, owner, false, 'confirmed', confirm, program))
        .address;
    const [mine, theirs] = [await account(payer.publicKey), await account(friend)];
    await mintTo(connection, payer, mint, mine, payer, 5_000_000n, [], confirm, program);
    const signature = await transferChecked(
      connection,
      payer,
      mine,
      mint,
      theirs,
      payer,
      1_234_500n,
      6,
      [],
      confirm,
      program,
    );

    expect((await getAccount(connection, theirs, 'confirmed', program)).amount).toBe(1_234_500n);
    expect((await getMint(connection, mint, 'confirmed', program)).supply).toBe(5_000_000n);
    expect((await connection.getTokenSupply(mint)).value.amount).toBe('5000000');
    expect((await connection.getTokenAccountBalance(theirs)).value).toEqual({
      amount: '1234500',
      decimals: 6,
      uiAmount: 1.2345,
      uiAmountString: '1.2345',
    });
    const byOwner = await connection.getTokenAccountsByOwner(friend, { programId: program });
    expect(byOwner.value.map(({ pubkey }) => pubkey.toBase58())).toEqual([theirs.toBase58()]);
    const parsed = await connection.getParsedTokenAccountsByOwner(payer.publicKey, { mint });
    expect(parsed.value[0]?.account.data.parsed.info.tokenAmount.amount).toBe('3765500');
    const largest = await connection.getTokenLargestAccounts(mint);
    expect(largest.value.map(({ address, amount }) => [address.toBase58(), amount])).toEqual([
      [mine.toBase58(), '3765500'],
      [theirs.toBase58(), '1234500'],
    ]);

    const landed = await connection.getParsedTransaction(signature, { commitment: 'confirmed' });
    const amounts = (list: readonly { owner?: string; programId?: string; uiTokenAmount: { amount: string } }[] = []) =>
      list.map(({ owner, programId, uiTokenAmount }) => [owner, programId, uiTokenAmount.amount]);
    const id = program.toBase58();
    expect(amounts(landed?.meta?.preTokenBalances ?? [])).toEqual(
      expect.arrayContaining([
        [payer.publicKey.toBase58(), id, '5000000'],
        [friend.toBase58(), id, '0'],
      ]),
    );
    expect(amounts(landed?.meta?.postTokenBalances ?? [])).toEqual(
      expect.arrayContaining([
        [payer.publicKey.toBase58(), id, '3765500'],
        [friend.toBase58(), id, '1234500'],
      ]),
    );
    expect(landed?.transaction.message.instructions[0]).toMatchObject({
      parsed: { type: 'transferChecked', info: { mint: mint.toBase58(), tokenAmount: { amount: '1234500' } } },
    });
  });
});

test('a Token-2022 mint with extensions is still listed and parsed as a mint', async () => {
  await using chain = await startTestChain();
  const { connection } = chain;
  const payer = await chain.funded();
  const mint = Keypair.generate();
  const space = getMintLen([ExtensionType.TransferFeeConfig]);
  await sendAndConfirmTransaction(
    connection,
    new Transaction().add(
      SystemProgram.createAccount({
        fromPubkey: payer.publicKey,
        newAccountPubkey: mint.publicKey,
        lamports: await connection.getMinimumBalanceForRentExemption(space),
        space,
        programId: TOKEN_2022_PROGRAM_ID,
      }),
      createInitializeTransferFeeConfigInstruction(mint.publicKey, null, null, 100, 5_000n, TOKEN_2022_PROGRAM_ID),
      createInitializeMint2Instruction(mint.publicKey, 2, payer.publicKey, null, TOKEN_2022_PROGRAM_ID),
    ),
    [payer, mint],
  );
  const parsed = await connection.getParsedAccountInfo(mint.publicKey);
  expect(parsed.value?.data).toMatchObject({
    program: 'spl-token-2022',
    parsed: { type: 'mint', info: { decimals: 2 } },
  });
});

test('wrapped SOL: wrap, sync, and the native mint is there', async () => {
  await using chain = await startTestChain();
  const { connection } = chain;
  const payer = await chain.funded();
  const wrapped = getAssociatedTokenAddressSync(NATIVE_MINT, payer.publicKey);
  await sendAndConfirmTransaction(
    connection,
    new Transaction().add(
      createAssociatedTokenAccountIdempotentInstruction(payer.publicKey, wrapped, payer.publicKey, NATIVE_MINT),
      transfer(payer.publicKey, wrapped, SOL),
      createSyncNativeInstruction(wrapped),
    ),
    [payer],
  );
  expect((await connection.getTokenAccountBalance(wrapped)).value).toMatchObject({ amount: String(SOL), decimals: 9 });
});

test('a v0 transaction through a look-up table, with loaded addresses, inner instructions and a memo', async () => {
  await using chain = await startTestChain();
  const { connection } = chain;
  const payer = await chain.funded();
  const target = Keypair.generate().publicKey;
  const [create, table] = AddressLookupTableProgram.createLookupTable({
    authority: payer.publicKey,
    payer: payer.publicKey,
    recentSlot: await connection.getSlot('confirmed'),
  });
  const wrapped = getAssociatedTokenAddressSync(NATIVE_MINT, target);
  const extend = AddressLookupTableProgram.extendLookupTable({
    lookupTable: table,
    authority: payer.publicKey,
    payer: payer.publicKey,
    addresses: [target, wrapped, NATIVE_MINT],
  });
  await sendAndConfirmTransaction(connection, new Transaction().add(create, extend), [payer]);
  const lookup = (await connection.getAddressLookupTable(table)).value;
  if (lookup === null) throw new Error('the look-up table is not there');
  const latest = await connection.getLatestBlockhash();
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: latest.blockhash,
    instructions: [
      ComputeBudgetProgram.setComputeUnitLimit({ units: 100_000 }),
      transfer(payer.publicKey, target, SOL),
      createAssociatedTokenAccountIdempotentInstruction(payer.publicKey, wrapped, target, NATIVE_MINT),
      new TransactionInstruction({ programId: MEMO, keys: [], data: Buffer.from('hello') }),
    ],
  }).compileToV0Message([lookup]);
  const transaction = new VersionedTransaction(message);
  transaction.sign([payer]);
  const signature = await connection.sendTransaction(transaction);
  await connection.confirmTransaction({ signature, ...latest });

  const landed = await connection.getTransaction(signature, {
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 0,
  });
  expect(landed?.version).toBe(0);
  expect(landed?.meta?.loadedAddresses?.writable.map(String)).toEqual([target.toBase58(), wrapped.toBase58()]);
  expect(landed?.meta?.innerInstructions?.map(({ index }) => index)).toEqual([2]);
  expect(landed?.meta?.postTokenBalances?.[0]).toMatchObject({
    owner: target.toBase58(),
    mint: NATIVE_MINT.toBase58(),
  });
  expect(landed?.meta?.logMessages).toContain('Program log: hello');
  await expect(connection.getTransaction(signature, { commitment: 'confirmed' })).rejects.toThrow(
    'Transaction version (0) is not supported',
  );
  const [newest] = await connection.getSignaturesForAddress(target, {}, 'confirmed');
  expect(newest).toMatchObject({ signature, memo: '[5] hello' });
});
