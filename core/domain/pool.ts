/** A venue's pool as an organisation has added it. What changes from block to block is read from chain instead. */
import type { Address, PoolId } from './ids.ts';

export type Pool = Readonly<{
  id: PoolId;
  venue: string;
  address: Address;
  baseMint: Address;
  quoteMint: Address;
  baseDecimals: number;
  quoteDecimals: number;
  baseVault: Address;
  quoteVault: Address;
  /** The trade fee is `feeNumerator / feeDenominator` of the input. */
  feeNumerator: bigint;
  feeDenominator: bigint;
  createdAt: Date;
}>;

/** A pool with what the organisation calls its two mints, where it has registered them. */
export type NamedPool = Pool & Readonly<{ baseSymbol: string | null; quoteSymbol: string | null }>;
