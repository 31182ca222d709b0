import { createHash } from 'node:crypto';
import { Keypair } from '@solana/web3.js';

/**
 * A key pair that the phrase alone decides, so that a second run finds what the first one made. Anybody can derive it:
 * it is for worthless money on a local chain.
 */
export function keypairFor(phrase: string): Keypair {
  return Keypair.fromSeed(createHash('sha256').update(`sluice local chain ${phrase}`).digest());
}

/** Pays for, mints and owns what these tools create when no other payer is named. */
export function operatorKeypair(): Keypair {
  return keypairFor('operator v1');
}
