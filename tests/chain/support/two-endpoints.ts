import { Connection, type Keypair, Keypair as NewKeypair, type PublicKey } from '@solana/web3.js';
import { closeSocket, SOL, signed, startTestChain, type TestChain, transfer } from '../local-chain.ts';
import { switchboardOf } from './faults.ts';

export interface TwoEndpoints extends AsyncDisposable {
  readonly chain: TestChain;
  /** The address that rules strike here, `endpoint: 0`. */
  readonly faulty: Connection;
  /** The other one. */
  readonly healthy: Connection;
  readonly board: ReturnType<typeof switchboardOf>;
  readonly payer: Keypair;
  /** A signed transfer to a new account on the newest blockhash, not sent. */
  prepare(lamports?: number): Promise<Prepared>;
}

export interface Prepared {
  readonly bytes: Buffer;
  readonly to: PublicKey;
  readonly lastValidBlockHeight: number;
}

/** A chain with slots ended by hand behind two addresses and a switchboard, and a payer whose money is final. */
export async function startTwoEndpoints(options: { dataDir?: string } = {}): Promise<TwoEndpoints> {
  const chain = await startTestChain({ slotMs: 'manual', ports: [0, 0], faults: { seed: 7 }, ...options });
  const { localnet, connection } = chain;
  // web3.js tries again after a 429 by itself, which would hide it.
  const open = (url: string | undefined) =>
    new Connection(url ?? '', { commitment: 'confirmed', disableRetryOnRateLimit: true });
  const [faulty, healthy] = [open(localnet.rpcUrls[0]), open(localnet.rpcUrls[1])];
  const payer = await chain.funded(100 * SOL);
  await localnet.tick(40);
  return {
    ...{ chain, faulty, healthy, payer },
    board: switchboardOf(localnet),
    async prepare(lamports = SOL) {
      const to = NewKeypair.generate().publicKey;
      const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash('processed');
      return { bytes: signed([transfer(payer.publicKey, to, lamports)], blockhash, payer), to, lastValidBlockHeight };
    },
    async [Symbol.asyncDispose]() {
      closeSocket(faulty);
      closeSocket(healthy);
      await chain[Symbol.asyncDispose]();
    },
  };
}

/** Sends bytes without asking what a simulation says, once. */
export function send(connection: Connection, { bytes }: Prepared): Promise<string> {
  return connection.sendRawTransaction(bytes, { skipPreflight: true, maxRetries: 0 });
}

/** The status of one signature as a look into the recent cache tells it. */
export async function statusOf(connection: Connection, signature: string) {
  const { context, value } = await connection.getSignatureStatuses([signature]);
  return { slot: context.slot, status: value[0] ?? null };
}
