/**
 * Associated token accounts of the SPL Token program. Finding one tries hashes until a point is off the curve, about 0.5 ms each;
 * a wallet asks for the same few again at every trade.
 */
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import type { Address } from '#core/domain/ids.ts';

const MOST_KEPT = 10_000;
/** By wallet and mint; the oldest first. */
const found = new Map<string, PublicKey>();

/** @throws when the wallet is off the curve: such an owner needs a choice of its own. */
export function associatedTokenAccount(wallet: Address, mint: Address): PublicKey {
  const name = `${wallet} ${mint}`;
  const known = found.get(name);
  if (known !== undefined) return known;
  const address = getAssociatedTokenAddressSync(new PublicKey(mint), new PublicKey(wallet));
  const [oldest] = found.keys();
  if (found.size >= MOST_KEPT && oldest !== undefined) found.delete(oldest);
  found.set(name, address);
  return address;
}
