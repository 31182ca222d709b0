import { createHash } from 'node:crypto';
import { credentials, Metadata, status } from '@grpc/grpc-js';
import { Keypair, PublicKey, TransactionMessage, VersionedTransaction } from '@solana/web3.js';
import bs58 from 'bs58';
import { AuthServiceClient, Role } from 'jito-ts/dist/gen/block-engine/auth.js';
import type { BundleResult } from 'jito-ts/dist/gen/block-engine/bundle.js';
import { SearcherServiceClient } from 'jito-ts/dist/gen/block-engine/searcher.js';
import { AuthProvider, authInterceptor } from 'jito-ts/dist/sdk/block-engine/auth.js';
import { SearcherClient } from 'jito-ts/dist/sdk/block-engine/searcher.js';
import { Bundle } from 'jito-ts/dist/sdk/block-engine/types.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BlockEngineOptions } from '../../localnet/jito/block-engine.ts';
import { MINIMUM_TIP_LAMPORTS, TIP_ACCOUNT_PHRASE, TIP_ACCOUNTS } from '../../localnet/jito/tip-accounts.ts';
import { SOL, startTestChain, type TestChain, transfer } from './local-chain.ts';
import { switchboardOf } from './support/faults.ts';

const TIP = 10_000;
/** Of one signature. */
const FEE = 5_000;
const tipAccount = new PublicKey(TIP_ACCOUNTS[0] ?? '');

interface Desk extends TestChain {
  readonly engine: NonNullable<TestChain['localnet']['blockEngine']>;
  readonly client: SearcherClient;
}

/** A chain whose slots the test ends, its block engine, and an unmodified jito-ts before it. */
async function startDesk(options: BlockEngineOptions = {}, key?: Keypair): Promise<Desk> {
  const chain = await startTestChain({ slotMs: 'manual', blockEngine: options, faults: {} });
  const engine = chain.localnet.blockEngine;
  if (engine === undefined) throw new Error('no block engine');
  const insecure = credentials.createInsecure();
  const auth = key && {
    interceptors: [authInterceptor(new AuthProvider(new AuthServiceClient(engine.grpcAddress, insecure), key))],
  };
  const service = new SearcherServiceClient(engine.grpcAddress, insecure, auth);
  return {
    ...chain,
    engine,
    client: new SearcherClient(service),
    async [Symbol.asyncDispose]() {
      service.close();
      await chain[Symbol.asyncDispose]();
    },
  };
}

async function payment({ connection }: TestChain, from: Keypair, to: PublicKey, lamports: number | bigint) {
  const { blockhash } = await connection.getLatestBlockhash();
  const message = new TransactionMessage({
    payerKey: from.publicKey,
    recentBlockhash: blockhash,
    instructions: [transfer(from.publicKey, to, lamports)],
  });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign([from]);
  return transaction;
}

const signatureOf = (transaction: VersionedTransaction): string =>
  bs58.encode(transaction.signatures[0] ?? new Uint8Array());

async function jsonRpc(engine: Desk['engine'], method: string, ...params: unknown[]) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(engine.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return (await response.json()) as { result?: unknown; error?: { message: string } };
}

async function inflightStatus({ engine }: Desk, id: string): Promise<unknown> {
  const { result } = await jsonRpc(engine, 'getInflightBundleStatuses', [id]);
  return (result as { value: { status: string }[] }).value[0]?.status;
}

const statusOf = (chain: TestChain, transaction: VersionedTransaction) =>
  chain.connection.getSignatureStatus(signatureOf(transaction)).then(({ value }) => value);

async function sent(client: SearcherClient, ...transactions: VersionedTransaction[]): Promise<string> {
  const result = await client.sendBundle(new Bundle(transactions, 5));
  if (!result.ok) throw result.error;
  return result.value;
}

// jito-ts tells the console of every stream's end.
beforeEach(() => {
  vi.spyOn(console, 'debug').mockReturnValue();
});

describe('R-03 the block engine of the local chain, by an unmodified jito-ts', () => {
  it('lands a bundle in one slot, in its order, and pays the tip', async () => {
    await using desk = await startDesk();
    const [payer, stranger] = [await desk.funded(), Keypair.generate()];
    const before = await desk.connection.getBalance(tipAccount);
    const results: BundleResult[] = [];
    const stop = desk.client.onBundleResult(
      (result) => results.push(result),
      () => undefined,
    );
    // The second spends what the first one brought.
    const first = await payment(desk, payer, stranger.publicKey, SOL);
    const second = await payment(desk, stranger, tipAccount, TIP);
    const id = await sent(desk.client, first, second);
    const signatures = [first, second].map(signatureOf);
    expect(id).toBe(createHash('sha256').update(signatures.join(',')).digest('hex'));
    expect(await statusOf(desk, first)).toBeNull();
    expect(await jsonRpc(desk.engine, 'getInflightBundleStatuses', [id])).toMatchObject({
      result: { value: [{ bundle_id: id, status: 'Pending', landed_slot: null }] },
    });
    await desk.localnet.tick(3);
    const statuses = [await statusOf(desk, first), await statusOf(desk, second)];
    expect(statuses).toMatchObject([{ err: null, confirmationStatus: 'confirmed' }, { err: null }]);
    expect(statuses[0]?.slot).toBe(statuses[1]?.slot);
    expect((await desk.connection.getBalance(tipAccount)) - before).toBe(TIP);
    expect(await jsonRpc(desk.engine, 'getBundleStatuses', [id])).toMatchObject({
      result: {
        value: [
          {
            bundle_id: id,
            transactions: signatures,
            slot: statuses[0]?.slot,
            confirmation_status: 'confirmed',
            err: { Ok: null },
          },
        ],
      },
    });
    await expect
      .poll(() => results.map(({ bundleId, processed }) => bundleId === id && processed?.slot))
      .toContain(statuses[0]?.slot);
    stop();
  });

  it('lands nothing of a bundle when one transaction fails: not even a fee is taken', async () => {
    await using desk = await startDesk();
    const [payer, poor] = [await desk.funded(), await desk.funded(SOL)];
    const results: BundleResult[] = [];
    const stop = desk.client.onBundleResult(
      (result) => results.push(result),
      () => undefined,
    );
    const first = await payment(desk, payer, tipAccount, TIP);
    const failing = await payment(desk, poor, payer.publicKey, 2 * SOL);
    const balances = () =>
      Promise.all([payer, poor].map(({ publicKey }) => desk.connection.getBalance(publicKey, 'processed')));
    const before = await balances();
    const id = await sent(desk.client, first, failing);
    await desk.localnet.tick(3);
    expect([await statusOf(desk, first), await statusOf(desk, failing)]).toEqual([null, null]);
    expect(await balances()).toEqual(before);
    expect(await inflightStatus(desk, id)).toBe('Failed');
    expect(await jsonRpc(desk.engine, 'getBundleStatuses', [id])).toMatchObject({ result: { value: [null] } });
    await expect.poll(() => results.at(-1)?.rejected?.simulationFailure?.txSignature).toBe(signatureOf(failing));
    stop();
    // What was put back is whole: the same bytes land alone.
    await sent(desk.client, first);
    await desk.localnet.tick(3);
    expect(await statusOf(desk, first)).toMatchObject({ err: null });
    expect(await balances()).toEqual([(before[0] ?? 0) - TIP - FEE, before[1]]);
  });

  it('refuses at the door what is no bundle', async () => {
    await using desk = await startDesk();
    const payer = await desk.funded();
    const tip = await payment(desk, payer, tipAccount, TIP);
    const many = await Promise.all([1, 2, 3, 4, 5, 6].map((more) => payment(desk, payer, tipAccount, TIP + more)));
    const refusal = async (...transactions: VersionedTransaction[]) => {
      const result = await desk.client.sendBundle(new Bundle(transactions, 10));
      return result.ok ? 'taken' : result.error.details;
    };
    expect(await refusal()).toContain('no transactions');
    expect(await refusal(...many)).toContain('at most 5');
    expect(await refusal(tip, tip)).toContain('duplicate');
    expect(await refusal(await payment(desk, payer, payer.publicKey, TIP))).toContain('must tip');
    expect(await refusal(await payment(desk, payer, tipAccount, MINIMUM_TIP_LAMPORTS - 1n))).toContain('must tip');
    await sent(desk.client, tip);
    await desk.localnet.tick();
    expect(await refusal(tip)).toContain('already processed');
  });

  it('answers an id for what it drops without a word', async () => {
    await using desk = await startDesk();
    const tip = await payment(desk, await desk.funded(), tipAccount, TIP);
    desk.engine.swallow(true);
    const id = await sent(desk.client, tip);
    await desk.localnet.tick(3);
    expect(await statusOf(desk, tip)).toBeNull();
    desk.engine.swallow(false);
    expect(await sent(desk.client, tip)).toBe(id);
    await desk.localnet.tick(3);
    expect(await statusOf(desk, tip)).toMatchObject({ err: null });
  });

  it('forgets what a fork undid, and takes it again', async () => {
    await using desk = await startDesk();
    const tip = await payment(desk, await desk.funded(), tipAccount, TIP);
    const id = await sent(desk.client, tip);
    await desk.localnet.tick();
    expect(await inflightStatus(desk, id)).toBe('Landed');
    await switchboardOf(desk.localnet).fork({ blocks: 2 });
    expect(await inflightStatus(desk, id)).toBe('Failed');
    expect(await sent(desk.client, tip)).toBe(id);
    await desk.localnet.tick(3);
    expect(await statusOf(desk, tip)).toMatchObject({ err: null });
  });

  it('names tip accounts, regions and leaders', async () => {
    await using desk = await startDesk();
    expect(await desk.client.getTipAccounts()).toEqual({ ok: true, value: TIP_ACCOUNTS });
    expect((await jsonRpc(desk.engine, 'getTipAccounts')).result).toEqual(TIP_ACCOUNTS);
    const derived = TIP_ACCOUNTS.map((_, n) => createHash('sha256').update(`${TIP_ACCOUNT_PHRASE} ${n}`).digest());
    expect(TIP_ACCOUNTS).toEqual(derived.map((bytes) => bs58.encode(bytes)));
    const slot = await desk.connection.getSlot('processed');
    const next = await desk.client.getNextScheduledLeader();
    expect(next).toMatchObject({
      ok: true,
      value: { currentSlot: slot, nextLeaderSlot: slot + 1, nextLeaderRegion: 'local' },
    });
    const leaders = await desk.client.getConnectedLeaders();
    expect(leaders.ok && Object.values(leaders.value)[0]?.slots).toContain(slot + 1);
    const service = new SearcherServiceClient(desk.engine.grpcAddress, credentials.createInsecure());
    const regions = await new Promise((resolve, reject) => {
      service.getRegions({}, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
    expect(regions).toEqual({ currentRegion: 'local', availableRegions: ['local'] });
    service.close();
  });

  it('takes bundles over JSON-RPC as well', async () => {
    await using desk = await startDesk();
    const tip = await payment(desk, await desk.funded(), tipAccount, TIP);
    const text = Buffer.from(tip.serialize()).toString('base64');
    const { result: id } = await jsonRpc(desk.engine, 'sendBundle', [text], { encoding: 'base64' });
    await desk.localnet.tick(3);
    expect(await jsonRpc(desk.engine, 'getInflightBundleStatuses', [id, 'unknown'])).toMatchObject({
      result: { value: [{ status: 'Landed' }, { status: 'Invalid' }] },
    });
    expect((await jsonRpc(desk.engine, 'sendBundle', [text], { encoding: 'base64' })).error?.message).toContain(
      'already processed',
    );
    // It is no RPC node: what goes to it goes nowhere else.
    expect((await jsonRpc(desk.engine, 'sendTransaction', text)).error?.message).toBe('Method not found');
  });
});

describe('R-03 authentication of the block engine, by an unmodified jito-ts', () => {
  it('lets an authorized key in', async () => {
    const key = Keypair.generate();
    await using desk = await startDesk({ authorizedKeys: [key.publicKey.toBase58()] }, key);
    expect(await desk.client.getTipAccounts()).toMatchObject({ ok: true });
    const tip = await payment(desk, await desk.funded(), tipAccount, TIP);
    await sent(desk.client, tip);
    await desk.localnet.tick(3);
    expect(await statusOf(desk, tip)).toMatchObject({ err: null });
  });

  it('lets nobody in without a token, with a foreign key, with a made-up token, or with a signature of another key', async () => {
    const key = Keypair.generate();
    await using desk = await startDesk({ authorizedKeys: [key.publicKey.toBase58()] });
    const insecure = credentials.createInsecure();
    expect(await desk.client.getTipAccounts()).toMatchObject({ ok: false, error: { code: status.UNAUTHENTICATED } });
    const searcher = new SearcherServiceClient(desk.engine.grpcAddress, insecure);
    const metadata = new Metadata();
    metadata.set('authorization', 'Bearer 00');
    const forged = await new Promise((resolve) =>
      searcher.getTipAccounts({}, metadata, (error) => resolve(error?.code)),
    );
    expect(forged).toBe(status.UNAUTHENTICATED);
    const auth = new AuthServiceClient(desk.engine.grpcAddress, insecure);
    const ask = (pubkey: Uint8Array) =>
      new Promise<{ code: status | undefined; challenge: string | undefined }>((resolve) =>
        auth.generateAuthChallenge({ role: Role.SEARCHER, pubkey }, (error, answer) =>
          resolve({ code: error?.code, challenge: answer?.challenge }),
        ),
      );
    expect(await ask(Keypair.generate().publicKey.toBytes())).toMatchObject({ code: status.UNAUTHENTICATED });
    const { challenge } = await ask(key.publicKey.toBytes());
    const request = {
      challenge: `${key.publicKey.toBase58()}-${challenge}`,
      clientPubkey: key.publicKey.toBytes(),
      signedChallenge: new Uint8Array(64),
    };
    const unsigned = await new Promise((resolve) => auth.generateAuthTokens(request, (error) => resolve(error?.code)));
    expect(unsigned).toBe(status.UNAUTHENTICATED);
    searcher.close();
    auth.close();
  });
});
