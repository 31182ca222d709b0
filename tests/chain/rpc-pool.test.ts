/** The pool over two addresses of one chain, with the switchboard's faults behind the first. */
import { Keypair, SystemProgram, TransactionMessage, VersionedTransaction } from '@solana/web3.js';
import bs58 from 'bs58';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '#core/adapters/clock.ts';
import { createChain, type SolanaPool } from '#core/adapters/solana/chain.ts';
import { createSignatureHints } from '#core/adapters/solana/signature-hints.ts';
import type { Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint, EndpointStatus } from '#core/ports/chain.ts';
import { SOL, startTestChain, type TestChain } from './local-chain.ts';
import { switchboardOf } from './support/faults.ts';

const PATIENT = { timeout: 30_000, interval: 20 };

let chain: TestChain;
let board: ReturnType<typeof switchboardOf>;
let pool: SolanaPool;
let payer: Keypair;

beforeAll(async () => {
  chain = await startTestChain({ slotMs: 50, ports: [0, 0], faults: { seed: 7 } });
  board = switchboardOf(chain.localnet);
  payer = await chain.funded(100 * SOL);
  const endpoints = chain.localnet.rpcUrls.map((url) => ({ url, timeoutMs: 1_000 }));
  pool = await createChain({ endpoints, heartbeatMs: 100 });
}, 60_000);
afterAll(async () => {
  await pool.close();
  await chain[Symbol.asyncDispose]();
});
/** The next test begins with two endpoints that are well. */
afterEach(async () => {
  await board.clear();
  await vi.waitUntil(() => pool.status().every(isWell), PATIENT);
});

const isWell = ({ standing, breaker, slotLag }: EndpointStatus): boolean =>
  standing === 'READY' && breaker === 'closed' && slotLag < 10n;
const faulty = (): EndpointStatus => pool.status()[0] as EndpointStatus;
const healthyName = (): string => pool.status()[1]?.name ?? '';
const height = (endpoint: ChainEndpoint) => endpoint.heights('processed').then(({ blockHeight }) => blockHeight);

async function transfer(): Promise<{ raw: Uint8Array; signature: Signature }> {
  const { blockhash } = await pool.read((endpoint) => endpoint.latestBlockhash('confirmed'));
  const toPubkey = Keypair.generate().publicKey;
  const instructions = [SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey, lamports: SOL / 10 })];
  const message = new TransactionMessage({ payerKey: payer.publicKey, recentBlockhash: blockhash, instructions });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign([payer]);
  const signature = bs58.encode(transaction.signatures[0] ?? new Uint8Array()) as Signature;
  return { raw: transaction.serialize(), signature };
}

const landed = async (signature: Signature): Promise<boolean> =>
  (await pool.read((endpoint) => endpoint.statuses([signature]))).statuses[0] != null;

describe('R-01 a pool with faults behind one address', { timeout: 60_000 }, () => {
  it('reads from the node that is not behind, and asks both for evidence', async () => {
    await board.set({ kind: 'lag', blocks: 30, endpoint: 0 });
    await vi.waitUntil(() => faulty().slotLag >= 10n && pool.best().name === healthyName(), PATIENT);
    expect(pool.witnesses()).toHaveLength(2);
  });

  it('goes on with the other when one says nothing, leaves it alone, and takes it back', async () => {
    await board.set({ kind: 'timeout', endpoint: 0 });
    for (let read = 0; read < 10; read += 1) expect(await pool.read(height)).toBeGreaterThan(0n);
    await vi.waitUntil(() => faulty().standing === 'UNREACHABLE', PATIENT);
    expect(pool.witnesses().map(({ name }) => name)).toEqual([healthyName()]);
    const { raw, signature } = await transfer();
    await pool.broadcast([raw]);
    await vi.waitUntil(() => landed(signature), PATIENT);
  });

  it('lands what it sends while connections drop before and after the bytes were taken, and answers lie', async () => {
    await board.set({ kind: 'drop', endpoint: 0, methods: 'sendTransaction', probability: 0.5 });
    await board.set({ kind: 'drop', phase: 'after', endpoint: 0, methods: 'sendTransaction' });
    const sent = await Promise.all(Array.from({ length: 8 }, transfer));
    await pool.broadcast(sent.map(({ raw }) => raw));
    for (const { signature } of sent) await vi.waitUntil(() => landed(signature), PATIENT);
  });

  it('asks nothing of an endpoint for as long as its 429 says, and holds nothing against it', async () => {
    const [first] = pool.witnesses();
    await board.set({ kind: 'rate-limit', retryAfter: 1, endpoint: 0, count: 1 });
    await vi.waitUntil(() => faulty().lastError?.failure === 'RATE_LIMITED', PATIENT);
    expect(faulty()).toMatchObject({ standing: 'READY', breaker: 'closed' });
    await expect(first?.heights('processed')).rejects.toMatchObject({ failure: 'HELD_BACK' });
    expect(await pool.read(height)).toBeGreaterThan(0n);
  });

  it('R-05 does without an endpoint whose genesis hash changes, and believes none when all change', async () => {
    const genesisHash = Keypair.generate().publicKey.toBase58();
    await board.set({ kind: 'wrong-genesis', genesisHash, endpoint: 0 });
    await vi.waitUntil(() => faulty().standing === 'ANOTHER_CHAIN', PATIENT);
    expect(pool.best().name).toBe(healthyName());
    await board.set({ kind: 'wrong-genesis', genesisHash });
    await vi.waitUntil(() => pool.witnesses().length === 0, PATIENT);
    expect(() => pool.best()).toThrow(expect.objectContaining({ code: 'CHAIN_UNAVAILABLE' }));
  });
});

describe('R-02 hints from the chain', { timeout: 60_000 }, () => {
  it('come when a transaction is confirmed, and by the other socket when one is silent', async () => {
    const told: Signature[] = [];
    const hints = createSignatureHints({ sockets: pool.sockets, clock: systemClock, silenceMs: 1_000 });
    hints.onHint((signature) => told.push(signature));
    const send = async (): Promise<Signature> => {
      const { raw, signature } = await transfer();
      hints.watch([signature]);
      await pool.broadcast([raw]);
      return signature;
    };
    const first = await send();
    await vi.waitUntil(() => told.includes(first), PATIENT);
    await board.set({ kind: 'socket-silent', endpoint: 0 });
    const second = await send();
    await vi.waitUntil(() => told.includes(second), PATIENT);
    expect(told).toEqual([first, second]);
    await hints.close();
  });
});
