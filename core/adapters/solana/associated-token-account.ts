/**
 * Associated token accounts. Finding one tries hashes until a point is off the curve, about 0.5 ms each;
 * a wallet asks for the same few again at every trade.
 */
import { getAssociatedTokenAddressSync, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import type { Address } from '#core/domain/ids.ts';
import type { TokenProgram } from '#core/domain/token.ts';
import type { Key } from '#core/ports/message.ts';
import { keyFrom } from './key.ts';
import { remembered } from './remembered.ts';

export interface TokenAccountName {
  readonly key: Key;
  readonly address: Address;
}

const PROGRAM_ID: Readonly<Record<TokenProgram, PublicKey>> = {
  TOKEN: TOKEN_PROGRAM_ID,
  TOKEN_2022: TOKEN_2022_PROGRAM_ID,
};

const MOST_KEPT = 20_000;

const find = remembered(MOST_KEPT, (name): TokenAccountName => {
  const [wallet = '', mint = '', program = 'TOKEN'] = name.split(' ');
  const programId = PROGRAM_ID[program as TokenProgram];
  const found = getAssociatedTokenAddressSync(new PublicKey(mint), new PublicKey(wallet), false, programId);
  return { key: keyFrom(found.toBytes()), address: found.toBase58() as Address };
});

/** @param program the mint's. @throws when the wallet is off the curve: such an owner needs a choice of its own. */
export const associatedTokenAccount = (
  wallet: Address,
  mint: Address,
  program: TokenProgram = 'TOKEN',
): TokenAccountName => find(`${wallet} ${mint} ${program}`);
