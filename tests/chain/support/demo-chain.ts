import { type Connection, type Keypair, type PublicKey, VersionedMessage, VersionedTransaction } from '@solana/web3.js';
import { systemClock } from '#core/adapters/clock.ts';
import { createEndpoint } from '#core/adapters/solana/endpoint.ts';
import { compileMessage } from '#core/adapters/solana/message.ts';
import { createTransport } from '#core/adapters/solana/transport.ts';
import { toAddress } from '#core/adapters/venues/raydium/programs.ts';
import { raydiumVenue } from '#core/adapters/venues/raydium/raydium-venue.ts';
import type { Address, IntentId } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { PoolState, SwapOrder, SwapQuote } from '#core/ports/venue.ts';
import { createDemo, type Demo } from '../../../localnet/tools/demo.ts';
import { waitForConfirmation } from '../../../localnet/tools/transactions.ts';
import { startTestChain, type TestChain } from '../local-chain.ts';

export interface DemoChain extends TestChain {
  readonly demo: Demo;
  readonly endpoint: ChainEndpoint;
}

/** A local chain with the demo token and pool on it, and our own endpoint adapter beside web3.js. */
export async function startDemoChain(): Promise<DemoChain> {
  const chain = await startTestChain();
  const demo = await createDemo(chain.connection);
  const settings = { url: chain.localnet.rpcUrl, timeoutMs: 10_000 };
  const transport = createTransport({ settings, name: 'local', clock: systemClock });
  const endpoint = createEndpoint({ name: 'local', transport, onHeights: () => undefined });
  return { ...chain, demo, endpoint };
}

/** The pool as the venue decodes it from one reading. */
export async function readPool(endpoint: ChainEndpoint, address: Address): Promise<PoolState> {
  const first = await endpoint.accounts([address], { commitment: 'confirmed' });
  const keys = raydiumVenue.poolKeys(address, first.accounts[0] ?? null);
  const { accounts } = await endpoint.accounts(raydiumVenue.poolAccounts(keys), { commitment: 'confirmed' });
  return raydiumVenue.decodePool(address, accounts);
}

export function quote(pool: PoolState, inputMint: Address, amountIn: bigint): SwapQuote {
  return raydiumVenue.quoteExactIn({ pool, inputMint, amountIn: tokenAmount(amountIn), slippageBps: 0 });
}

/** An order for exactly what the quote says, under an intent of its own. */
export function orderFor(quoted: SwapQuote, pool: PoolState, wallet: PublicKey, feePayer: PublicKey): SwapOrder {
  return {
    intentId: crypto.randomUUID() as IntentId,
    wallet: toAddress(wallet),
    feePayer: toAddress(feePayer),
    pool,
    inputMint: quoted.inputMint,
    amountIn: quoted.amountIn,
    minAmountOut: quoted.minAmountOut,
    computeUnitLimit: 150_000,
    computeUnitPrice: 1_000n,
  };
}

/** Builds, signs and sends the order, and waits until it is confirmed. Throws when it fails. */
export async function execute(connection: Connection, order: SwapOrder, signers: readonly Keypair[]): Promise<string> {
  const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash('confirmed');
  const instructions = raydiumVenue.buildSwap(order);
  const message = compileMessage({ feePayer: order.feePayer, blockhash, instructions });
  const transaction = new VersionedTransaction(VersionedMessage.deserialize(message));
  transaction.sign([...signers]);
  const signature = await connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
  await waitForConfirmation(connection, signature, lastValidBlockHeight);
  return signature;
}
