/**
 * Associated token accounts of the SPL Token program. Finding one tries hashes until a point is off the curve, about 0.5 ms each;
 * a wallet asks for the same few again at every trade.
 */
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import type { Address } from '#core/domain/ids.ts';
import type { Key } from '#core/ports/message.ts';
import { keyFrom } from './key.ts';
import { remembered } from './remembered.ts';

export interface TokenAccountName {
  readonly key: Key;
  readonly address: Address;
}

const MOST_KEPT = 20_000;

const find = remembered(MOST_KEPT, (name): TokenAccountName => {
  const [wallet = '', mint = ''] = name.split(' ');
  const found = getAssociatedTokenAddressSync(new PublicKey(mint), new PublicKey(wallet));
  return { key: keyFrom(found.toBytes()), address: found.toBase58() as Address };
});

/** @throws when the wallet is off the curve: such an owner needs a choice of its own. */
export const associatedTokenAccount = (wallet: Address, mint: Address): TokenAccountName => find(`${wallet} ${mint}`);
