import { setTimeout as delay } from 'node:timers/promises';
import {
  type Connection,
  type Keypair,
  type PublicKey,
  Transaction,
  type TransactionInstruction,
} from '@solana/web3.js';

const POLL_MS = 50;

/**
 * Waits until the signature is confirmed, by polling, so that no socket keeps a command-line tool alive.
 *
 * @throws Error when the transaction failed, or can no longer land.
 */
export async function waitForConfirmation(
  connection: Connection,
  signature: string,
  lastValidBlockHeight: number,
): Promise<void> {
  for (;;) {
    const { value } = await connection.getSignatureStatuses([signature]);
    const status = value[0];
    if (status?.err != null) throw new Error(`transaction ${signature} failed: ${JSON.stringify(status.err)}`);
    if (status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized') return;
    const height = await connection.getBlockHeight('confirmed');
    if (height > lastValidBlockHeight + 1) throw new Error(`transaction ${signature} expired before it landed`);
    await delay(POLL_MS);
  }
}

/** Signs with every signer (the first one pays), sends, and waits until confirmed. */
export async function sendInstructions(
  connection: Connection,
  signers: readonly [Keypair, ...Keypair[]],
  instructions: readonly TransactionInstruction[],
): Promise<string> {
  const latest = await connection.getLatestBlockhash('confirmed');
  const transaction = new Transaction({ feePayer: signers[0].publicKey, ...latest }).add(...instructions);
  transaction.sign(...signers);
  const signature = await connection.sendRawTransaction(transaction.serialize(), {
    // What these tools wrote a moment ago is not confirmed yet.
    preflightCommitment: 'processed',
  });
  await waitForConfirmation(connection, signature, latest.lastValidBlockHeight);
  return signature;
}

/** Asks the faucet for `lamports` and waits until they are confirmed. */
export async function airdrop(connection: Connection, address: PublicKey, lamports: bigint): Promise<string> {
  const { lastValidBlockHeight } = await connection.getLatestBlockhash('confirmed');
  const signature = await connection.requestAirdrop(address, Number(lamports));
  await waitForConfirmation(connection, signature, lastValidBlockHeight);
  return signature;
}

/** Tops the address up so that it holds at least `lamports`. */
export async function ensureBalance(connection: Connection, address: PublicKey, lamports: bigint): Promise<void> {
  const balance = BigInt(await connection.getBalance(address, 'confirmed'));
  if (balance < lamports) await airdrop(connection, address, lamports - balance);
}
