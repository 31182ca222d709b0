/** What our own reading of JSON-RPC says is what web3.js says of the same answers. */
import { NATIVE_MINT } from '@solana/spl-token';
import {
  type Connection,
  Keypair,
  PublicKey,
  SystemProgram,
  TransactionMessage,
  VersionedMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createChain } from '#core/adapters/solana/chain.ts';
import { toAddress } from '#core/adapters/solana/decode.ts';
import type { Address, Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import { SOL, transfer } from './local-chain.ts';
import { type DemoChain, execute, orderFor, quote, readPool, startDemoChain } from './support/demo-chain.ts';

let chain: DemoChain;
let endpoint: ChainEndpoint;
let web3: Connection;
let payer: Keypair;
/** A swap, a transfer, and a transfer that failed. */
let signatures: Signature[];

/** Nothing lands meanwhile. */
beforeAll(async () => {
  chain = await startDemoChain();
  ({ endpoint, connection: web3 } = chain);
  payer = await chain.funded(100 * SOL);
  const pool = await readPool(endpoint, chain.demo.pool.pool.toBase58() as Address);
  const swapOrder = orderFor(
    quote(pool, NATIVE_MINT.toBase58() as Address, 1_000_000n),
    pool,
    payer.publicKey,
    payer.publicKey,
  );
  const swap = await execute(web3, swapOrder, [payer]);
  const pay = (lamports: number) => land(transfer(payer.publicKey, Keypair.generate().publicKey, lamports));
  signatures = [swap, await pay(SOL), await pay(1_000 * SOL)] as Signature[];
  for (const signature of signatures) {
    await vi.waitUntil(() => finalized(signature), { timeout: 60_000 });
  }
}, 120_000);
afterAll(() => chain[Symbol.asyncDispose]());

const finalized = async (signature: Signature): Promise<boolean> =>
  (await web3.getSignatureStatus(signature)).value?.confirmationStatus === 'finalized';

async function land(instruction: ReturnType<typeof transfer>): Promise<string> {
  const { blockhash: recentBlockhash } = await web3.getLatestBlockhash();
  const message = new TransactionMessage({ payerKey: payer.publicKey, recentBlockhash, instructions: [instruction] });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign([payer]);
  return web3.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
}

describe('R-01 an endpoint read without web3.js', () => {
  it('tells of accounts what web3.js tells', async () => {
    const keys = [payer.publicKey, chain.demo.pool.pool, chain.demo.pool.quoteVault, Keypair.generate().publicKey];
    const { slot, accounts } = await endpoint.accounts(keys.map(toAddress), {
      commitment: 'finalized',
      minContextSlot: 1n,
    });
    const theirs = await web3.getMultipleAccountsInfo(keys, 'finalized');
    expect(accounts).toEqual(
      theirs.map((info) => info && { lamports: BigInt(info.lamports), owner: info.owner.toBase58(), data: info.data }),
    );
    expect(accounts.map((account) => account === null)).toEqual([false, false, false, true]);
    expect(slot).toBeGreaterThan(0n);
  });

  it('tells of statuses what web3.js tells, in the order asked', async () => {
    const asked = [...signatures, '1'.repeat(64) as Signature];
    const [ours, theirs] = [await endpoint.statuses(asked), await web3.getSignatureStatuses(asked)];
    expect(ours.statuses).toEqual(
      theirs.value.map(
        (status) => status && { slot: BigInt(status.slot), commitment: status.confirmationStatus, error: status.err },
      ),
    );
    expect(ours.statuses.map((status) => status && status.error !== null)).toEqual([false, false, true, null]);
  });

  it('I7 tells of transactions what web3.js tells, alone and together', async () => {
    const asked = [...signatures, '1'.repeat(64) as Signature];
    const ours = await endpoint.transactions(asked, 'finalized');
    expect(await Promise.all(asked.map(async (one) => (await endpoint.transactions([one], 'finalized'))[0]))).toEqual(
      ours,
    );
    for (const [index, signature] of asked.entries()) {
      expect(ours[index]).toEqual(await theirTransaction(signature));
    }
    expect(ours[0]?.preTokens.length).toBeGreaterThan(1);
  });

  it('tells of blocks, ranges and histories what web3.js tells', async () => {
    const slot = (await endpoint.transactions(signatures.slice(0, 1), 'finalized'))[0]?.slot ?? 0n;
    const theirs = await web3.getBlockSignatures(Number(slot), 'finalized');
    const { blockhash, previousBlockhash, signatures: within } = theirs;
    const blockHeight = BigInt((theirs as typeof theirs & { blockHeight: number }).blockHeight);
    expect(await endpoint.block(slot)).toEqual({ slot, blockHeight, blockhash, previousBlockhash, signatures: within });
    expect(within).toContain(signatures[0]);
    expect(await endpoint.block(slot + 1_000_000n)).toBeNull();
    expect(await endpoint.blockSlots(slot - 3n, slot + 3n)).toEqual(
      (await web3.getBlocks(Number(slot) - 3, Number(slot) + 3, 'finalized')).map(BigInt),
    );
    const history = await web3.getSignaturesForAddress(payer.publicKey, { limit: 3 }, 'finalized');
    expect(await endpoint.signaturesFor(toAddress(payer.publicKey), { limit: 3 })).toEqual(
      history.map((item) => ({ signature: item.signature, slot: BigInt(item.slot) })),
    );
  });

  it('finds the token accounts and program accounts that web3.js finds', async () => {
    const ours = await endpoint.tokenAccountsOf(toAddress(payer.publicKey), { commitment: 'finalized' });
    const programId = new PublicKey('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
    const theirs = await web3.getParsedTokenAccountsByOwner(payer.publicKey, { programId }, 'finalized');
    expect(ours).toEqual(
      theirs.value.map(({ pubkey, account }) => ({
        account: pubkey.toBase58(),
        ...{ mint: account.data.parsed.info.mint, owner: payer.publicKey.toBase58() },
        amount: BigInt(account.data.parsed.info.tokenAmount.amount),
      })),
    );
    expect(ours).toHaveLength(1);
    const owner = { offset: 32, bytes: payer.publicKey.toBase58() };
    const found = await endpoint.programAccounts(toAddress(programId), [{ dataSize: 165 }, owner]);
    expect(found.map(({ address }) => address)).toEqual(ours.map(({ account }) => account));
  });

  it('tells of heights, blockhashes, fees and the genesis hash what web3.js tells', async () => {
    expect(await endpoint.genesisHash()).toBe(await web3.getGenesisHash());
    const before = await web3.getEpochInfo('processed');
    const ours = await endpoint.heights('processed');
    const after = await web3.getEpochInfo('processed');
    const between = (low: number | undefined, value: bigint, high: number | undefined) =>
      value >= BigInt(low ?? 0) && value <= BigInt(high ?? 0);
    expect(between(before.absoluteSlot, ours.slot, after.absoluteSlot)).toBe(true);
    expect(between(before.blockHeight, ours.blockHeight, after.blockHeight)).toBe(true);
    const latest = await endpoint.latestBlockhash('confirmed');
    expect((await web3.isBlockhashValid(latest.blockhash)).value).toBe(true);
    expect(latest.lastValidBlockHeight).toBeGreaterThanOrEqual(BigInt(before.blockHeight ?? 0) + 140n);
    const writable = [payer.publicKey];
    const fees = await web3.getRecentPrioritizationFees({ lockedWritableAccounts: writable });
    expect((await endpoint.recentPriorityFees(writable.map(toAddress))).length).toBeGreaterThanOrEqual(fees.length - 1);
  });

  it('simulates what web3.js simulates, well or not, and sends what it is given', async () => {
    const { blockhash: recentBlockhash } = await web3.getLatestBlockhash();
    for (const lamports of [SOL, 1_000 * SOL]) {
      const instructions = [transfer(payer.publicKey, Keypair.generate().publicKey, lamports)];
      const message = new TransactionMessage({ payerKey: payer.publicKey, recentBlockhash, instructions });
      const bytes = message.compileToV0Message().serialize();
      const transaction = new VersionedTransaction(VersionedMessage.deserialize(bytes));
      const { value } = await web3.simulateTransaction(transaction, { sigVerify: false, commitment: 'processed' });
      expect(await endpoint.simulate(bytes, 1n)).toMatchObject({
        ...{ error: value.err, logs: value.logs, unitsConsumed: BigInt(value.unitsConsumed ?? 0) },
      });
    }
  });
});

describe('R-01 a pool over the local chain', () => {
  it('sends several transactions together, and each lands', async () => {
    const pool = await createChain({ endpoints: [{ url: chain.localnet.rpcUrl }] });
    const { blockhash: recentBlockhash } = await web3.getLatestBlockhash();
    const receivers = Array.from({ length: 60 }, () => Keypair.generate().publicKey);
    const raws = receivers.map((to) => {
      const instructions = [SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports: SOL / 10 })];
      const message = new TransactionMessage({ payerKey: payer.publicKey, recentBlockhash, instructions });
      const transaction = new VersionedTransaction(message.compileToV0Message());
      transaction.sign([payer]);
      return transaction.serialize();
    });
    await pool.broadcast(raws);
    const balances = async () =>
      (await web3.getMultipleAccountsInfo(receivers, 'confirmed')).map((one) => one?.lamports);
    await expect.poll(balances, { timeout: 30_000 }).toEqual(receivers.map(() => SOL / 10));
    await pool.close();
  });
});

async function theirTransaction(signature: Signature) {
  const found = await web3.getTransaction(signature, { commitment: 'finalized', maxSupportedTransactionVersion: 0 });
  if (found === null) return null;
  const { meta, transaction } = found;
  const { message } = transaction;
  const accounts = message.getAccountKeys({ accountKeysFromLookups: meta?.loadedAddresses ?? null });
  const addresses = accounts.keySegments().flat().map(toAddress);
  const tokens = (balances: NonNullable<typeof meta>['preTokenBalances']) =>
    (balances ?? []).map(({ accountIndex, mint, owner, uiTokenAmount }) => ({
      ...{ account: addresses[accountIndex], mint, owner, amount: BigInt(uiTokenAmount.amount) },
    }));
  return {
    ...{ signature, slot: BigInt(found.slot), accounts: addresses },
    blockTime: found.blockTime == null ? null : new Date(found.blockTime * 1000),
    error: meta?.err,
    fee: BigInt(meta?.fee ?? 0),
    signatureCount: message.header.numRequiredSignatures,
    preLamports: meta?.preBalances.map(BigInt),
    postLamports: meta?.postBalances.map(BigInt),
    preTokens: tokens(meta?.preTokenBalances),
    postTokens: tokens(meta?.postTokenBalances),
    logs: meta?.logMessages,
  };
}
