/**
 * What a transaction may take from each wallet at the most, and what the wallet must hold beyond that while it runs.
 * The first is reserved until the attempt has landed or is dead; the second is free again as soon as it has run.
 */
import { type Address, type WalletId, WSOL_MINT } from '../ids.ts';
import { mulDivCeil } from '../money.ts';

/** Lamports a signature costs (Agave `DEFAULT_TARGET_LAMPORTS_PER_SIGNATURE`). */
const LAMPORTS_PER_SIGNATURE = 5_000n;
/** Rent that keeps an SPL token account of 165 bytes: (128 + 165) × 3,480 × 2 lamports. */
export const TOKEN_ACCOUNT_RENT = 2_039_280n;
/** Rent that keeps an account without data: what a wallet may not fall below, unless it falls to zero. */
export const WALLET_RENT = 890_880n;
const MICRO = 1_000_000n;

/** The asset that lamports are reserved as. */
export const SOL = 'SOL';
export type Asset = Address | typeof SOL;

export interface Demand {
  readonly walletId: WalletId;
  readonly asset: Asset;
  /** Base units that may be gone afterwards. */
  readonly taken: bigint;
  /** Base units that must be there too, and stay or come back. */
  readonly held: bigint;
  /** Whether nothing at all may be left instead: Solana lets a wallet go that is empty. */
  readonly mayEmpty?: boolean;
}

export interface SwapCost {
  readonly walletId: WalletId;
  readonly feePayerId: WalletId;
  readonly inputMint: Address;
  readonly amountIn: bigint;
  /** Lamports. */
  readonly priorityFee: bigint;
  /** Lamports for the block engine, paid with the fees. */
  readonly tip: bigint;
  /** Whether the token account for the output has to be made first. */
  readonly opensTokenAccount: boolean;
  /** Lamports that SOL passing through an account of its own holds meanwhile; zero when no SOL passes. */
  readonly transientRent: bigint;
}

export interface TransferCost {
  readonly walletId: WalletId;
  readonly asset: Asset;
  readonly amount: bigint;
  /** Lamports. */
  readonly priorityFee: bigint;
  /** Lamports for a token account that is made at the destination, and stay there. */
  readonly rent: bigint;
}

/** Lamports offered: compute units at most, times micro-lamports for each, rounded up as the runtime does. */
export const priorityFeeOf = (computeUnitLimit: number, computeUnitPrice: bigint): bigint =>
  mulDivCeil(BigInt(computeUnitLimit), computeUnitPrice, MICRO);

function lamportDemands(cost: SwapCost): Demand[] {
  const rent = cost.opensTokenAccount ? TOKEN_ACCOUNT_RENT : 0n;
  const input = cost.inputMint === WSOL_MINT ? cost.amountIn : 0n;
  const onePays = cost.walletId === cost.feePayerId;
  const fees = (onePays ? 1n : 2n) * LAMPORTS_PER_SIGNATURE + cost.priorityFee + cost.tip + rent;
  if (onePays) {
    return [{ walletId: cost.walletId, asset: SOL, taken: input + fees, held: WALLET_RENT + cost.transientRent }];
  }
  const payer = { walletId: cost.feePayerId, asset: SOL, taken: fees, held: WALLET_RENT } as const;
  // A wallet that neither spends SOL nor lets it pass through needs none.
  if (input + cost.transientRent === 0n) return [payer];
  return [{ walletId: cost.walletId, asset: SOL, taken: input, held: WALLET_RENT + cost.transientRent }, payer];
}

/** One entry for each wallet and asset, so that each can become one reservation. */
export function demandsOf(cost: SwapCost): Demand[] {
  const tokens: Demand[] =
    cost.inputMint === WSOL_MINT
      ? []
      : [{ walletId: cost.walletId, asset: cost.inputMint, taken: cost.amountIn, held: 0n }];
  return [...tokens, ...lamportDemands(cost)];
}

/** What sending from a wallet takes; the wallet pays the fee itself. */
export function transferDemands({ walletId, asset, amount, priorityFee, rent }: TransferCost): Demand[] {
  const fees = LAMPORTS_PER_SIGNATURE + priorityFee + rent;
  if (asset === SOL) return [{ walletId, asset, taken: amount + fees, held: WALLET_RENT, mayEmpty: true }];
  return [
    { walletId, asset, taken: amount, held: 0n },
    { walletId, asset: SOL, taken: fees, held: WALLET_RENT, mayEmpty: true },
  ];
}
