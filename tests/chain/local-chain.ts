import {
  Connection,
  Keypair,
  type PublicKey,
  SystemProgram,
  Transaction,
  type TransactionInstruction,
} from '@solana/web3.js';
import { type Localnet, type LocalnetOptions, startLocalnet } from '../../localnet/start.ts';

export const SOL = 1_000_000_000;

/** A local chain of its own, and what the tests ask of it through an unmodified web3.js. */
export interface TestChain extends AsyncDisposable {
  readonly localnet: Localnet;
  readonly connection: Connection;
  /** A new key with money; it is confirmed before this resolves. */
  funded(lamports?: number): Promise<Keypair>;
}

/** Slots of 20 ms, unless the test ends them itself (`slotMs: 'manual'`). */
export async function startTestChain(options: LocalnetOptions = {}): Promise<TestChain> {
  const localnet = await startLocalnet({ slotMs: 20, ...options });
  const connection = new Connection(localnet.rpcUrl, 'confirmed');
  return {
    localnet,
    connection,
    async funded(lamports = 10 * SOL) {
      const key = Keypair.generate();
      const signature = await connection.requestAirdrop(key.publicKey, lamports);
      if (options.slotMs === 'manual') await localnet.tick(2);
      else await connection.confirmTransaction({ signature, ...(await connection.getLatestBlockhash()) });
      return key;
    },
    [Symbol.asyncDispose]: async () => {
      closeSocket(connection);
      await localnet.stop();
    },
  };
}

/** web3.js offers no way to end its socket, and would look for the stopped chain until the process ends. */
export function closeSocket(connection: Connection): void {
  const internals = connection as unknown as {
    _subscriptionsByHash: object;
    _rpcWebSocket: { setAutoReconnect(reconnect: boolean): void; close(): void };
  };
  internals._subscriptionsByHash = {};
  internals._rpcWebSocket.setAutoReconnect(false);
  internals._rpcWebSocket.close();
}

export function transfer(from: PublicKey, to: PublicKey, lamports: number | bigint): TransactionInstruction {
  return SystemProgram.transfer({ fromPubkey: from, toPubkey: to, lamports });
}

/** A signed legacy transaction, the first signer paying. */
export function signed(instructions: TransactionInstruction[], blockhash: string, ...signers: [Keypair, ...Keypair[]]) {
  const transaction = new Transaction({ feePayer: signers[0].publicKey, recentBlockhash: blockhash });
  transaction.add(...instructions).sign(...signers);
  return transaction.serialize();
}

/** One JSON-RPC call without a client in between. */
export async function call(localnet: Localnet, method: string, ...params: unknown[]): Promise<RawAnswer> {
  return post(localnet, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })) as Promise<RawAnswer>;
}

export interface RawAnswer {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: Record<string, unknown> };
}

/** Any body, as it is. */
export async function post(localnet: Localnet, body: string): Promise<unknown> {
  const response = await fetch(localnet.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return response.json();
}
