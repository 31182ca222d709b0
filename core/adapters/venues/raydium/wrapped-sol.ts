import { createHash } from 'node:crypto';
import { ACCOUNT_SIZE } from '@solana/spl-token';
import {
  closeTokenAccount,
  createAccountWithSeed,
  initializeTokenAccount,
  TOKEN,
  transferLamports,
} from '#core/adapters/solana/instructions.ts';
import { keyFrom, keyOf } from '#core/adapters/solana/key.ts';
import { type IntentId, WSOL_MINT } from '#core/domain/ids.ts';
import { type Lamports, lamports } from '#core/domain/money.ts';
import type { Instruction, Key } from '#core/ports/message.ts';

/** Rent-exempt minimum of a token account: (128 + 165) bytes × 6,960 lamports. */
export const TOKEN_ACCOUNT_RENT: Lamports = lamports(2_039_280n);

const MAX_SEED_LENGTH = 32;

/** A token account of wrapped SOL that lives for one transaction. */
export interface WrappedSolAccount {
  readonly key: Key;
  readonly open: readonly Instruction[];
  readonly close: Instruction;
}

/** A UUID without its dashes fills a seed exactly. */
function seedOf(intentId: IntentId): string {
  const seed = intentId.replaceAll('-', '');
  if (seed.length > MAX_SEED_LENGTH) throw new RangeError(`the intent id ${intentId} is too long for a seed`);
  return seed;
}

/** Where `createAccountWithSeed` puts an account (Solana's `Pubkey::create_with_seed`), without its asynchrony. */
function keyWithSeed(base: Key, seed: string, owner: Key): Key {
  const hash = createHash('sha256').update(base.toBytes()).update(seed).update(owner.toBytes());
  return keyFrom(hash.digest());
}

/**
 * A fresh account of wrapped SOL for one intent, beside any the wallet has of its own. The wallet pays in `amount` and
 * the rent and gets all that is left back when it closes.
 *
 * @param amount lamports to wrap; zero to receive
 */
export function wrappedSolFor(intentId: IntentId, wallet: Key, amount: bigint): WrappedSolAccount {
  const seed = seedOf(intentId);
  const key = keyWithSeed(wallet, seed, TOKEN);
  const terms = { lamports: TOKEN_ACCOUNT_RENT, space: ACCOUNT_SIZE, owner: TOKEN };
  const create = createAccountWithSeed({ base: wallet, account: key, seed, ...terms });
  // Apart from the rent, so that an account without a deposit is the same but for this; initialising counts it as tokens.
  const deposit = transferLamports(wallet, key, amount);
  const initialize = initializeTokenAccount(key, keyOf(WSOL_MINT), wallet);
  return {
    key,
    open: amount > 0n ? [create, deposit, initialize] : [create, initialize],
    close: closeTokenAccount(key, wallet, wallet),
  };
}
