import { createHash } from 'node:crypto';
import {
  ACCOUNT_SIZE,
  createCloseAccountInstruction,
  createInitializeAccount3Instruction,
  NATIVE_MINT,
  TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import { PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import type { IntentId } from '#core/domain/ids.ts';
import { type Lamports, lamports } from '#core/domain/money.ts';

/** Rent-exempt minimum of a token account: (128 + 165) bytes × 6,960 lamports. */
export const TOKEN_ACCOUNT_RENT: Lamports = lamports(2_039_280n);

const MAX_SEED_LENGTH = 32;

/** A token account of wrapped SOL that lives for one transaction. */
export interface WrappedSolAccount {
  readonly address: PublicKey;
  readonly open: TransactionInstruction[];
  readonly close: TransactionInstruction;
}

/** A UUID without its dashes fills a seed exactly. */
function seedOf(intentId: IntentId): string {
  const seed = intentId.replaceAll('-', '');
  if (seed.length > MAX_SEED_LENGTH) throw new RangeError(`the intent id ${intentId} is too long for a seed`);
  return seed;
}

/** Where `createAccountWithSeed` puts an account (Solana's `Pubkey::create_with_seed`), without its asynchrony. */
function addressWithSeed(base: PublicKey, seed: string, owner: PublicKey): PublicKey {
  const parts = Buffer.concat([base.toBuffer(), Buffer.from(seed), owner.toBuffer()]);
  return new PublicKey(createHash('sha256').update(parts).digest());
}

/**
 * A fresh account of wrapped SOL for one intent, beside any the wallet has of its own. The wallet pays in `amount` and
 * the rent and gets all that is left back when it closes.
 *
 * @param amount lamports to wrap; zero to receive
 */
export function wrappedSolFor(intentId: IntentId, wallet: PublicKey, amount: bigint): WrappedSolAccount {
  const seed = seedOf(intentId);
  const address = addressWithSeed(wallet, seed, TOKEN_PROGRAM_ID);
  const create = SystemProgram.createAccountWithSeed({
    ...{ fromPubkey: wallet, basePubkey: wallet, newAccountPubkey: address, seed },
    ...{ lamports: Number(TOKEN_ACCOUNT_RENT), space: ACCOUNT_SIZE, programId: TOKEN_PROGRAM_ID },
  });
  // Apart from the rent, since the library takes this amount alone as a bigint; initialising counts it as tokens.
  const deposit = SystemProgram.transfer({ fromPubkey: wallet, toPubkey: address, lamports: amount });
  const initialize = createInitializeAccount3Instruction(address, NATIVE_MINT, wallet);
  return {
    address,
    open: amount > 0n ? [create, deposit, initialize] : [create, initialize],
    close: createCloseAccountInstruction(address, wallet, wallet),
  };
}
