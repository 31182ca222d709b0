/** What sending SOL costs. It always takes the same, so that a wallet can be emptied to the last lamport. */
import { priorityFeeOf, WALLET_RENT } from '../execution/demands.ts';
import { PRIORITY_FEE_CAP } from '../execution/policy.ts';
import { LAMPORTS_PER_SIGNATURE } from '../ledger/entries.ts';
import { min } from '../money.ts';

/** Compute units: three instructions of 150 each, and room. */
export const SOL_TRANSFER_UNITS = 20_000;
const MICRO = 1_000_000n;

/** Lamports for the network, at `price` micro-lamports a compute unit. */
export const solTransferFee = (price: bigint): bigint =>
  LAMPORTS_PER_SIGNATURE + priorityFeeOf(SOL_TRANSFER_UNITS, price);

/**
 * The price to offer, in micro-lamports a compute unit: the usual one, unless the fee has to be exactly what would be left, because
 * a wallet may not keep less than its rent.
 * @param left lamports of the wallet less those that are sent
 */
export function solTransferPrice(left: bigint, usual: bigint): bigint {
  if (left - solTransferFee(usual) >= WALLET_RENT || left < LAMPORTS_PER_SIGNATURE) return usual;
  return min(PRIORITY_FEE_CAP, ((left - LAMPORTS_PER_SIGNATURE) * MICRO) / BigInt(SOL_TRANSFER_UNITS));
}
