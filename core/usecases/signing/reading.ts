/** One reading of the chain for one signature: the pool and every balance the transaction touches, all at one slot. */
import { SOL } from '#core/domain/execution/demands.ts';
import { type Address, type WalletId, WSOL_MINT } from '#core/domain/ids.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { Venue } from '#core/ports/venue.ts';
import type { SigningIntent } from '#core/store/signing-intent.ts';
import type { SigningDependencies } from './dependencies.ts';

export interface ChainReading {
  readonly slot: bigint;
  /** As `Venue.decodePool` wants them. */
  readonly poolAccounts: readonly (AccountData | null)[];
  /** Base units by wallet and asset. */
  balance(walletId: WalletId, asset: string): bigint;
  /** Whether the output goes into a token account that is there already; true for SOL, which needs none. */
  readonly outputAccountExists: boolean;
}

/** The wallet's token account for a mint; none for SOL, which passes through an account of its own. */
const tokenAccount = ({ codec }: SigningDependencies, wallet: Address, mint: Address): Address | null =>
  mint === WSOL_MINT ? null : codec.associatedTokenAccount(wallet, mint);

/**
 * Reads at `processed`, not before `minContextSlot`: no older than what the worker quoted on.
 * @throws AppError CHAIN_UNAVAILABLE and the endpoint's own errors; either says nothing about the intent.
 */
export async function readChain(
  deps: SigningDependencies,
  venue: Venue,
  intent: SigningIntent,
  minContextSlot: bigint,
): Promise<ChainReading> {
  const { wallet, feePayer, inputMint, outputMint } = intent;
  const pool = venue.poolAccounts(intent.pool);
  const inputAccount = tokenAccount(deps, wallet.address, inputMint);
  const outputAccount = tokenAccount(deps, wallet.address, outputMint);
  const addresses = [...new Set([...pool, wallet.address, feePayer.address, inputAccount, outputAccount])];
  const named = addresses.filter((address) => address !== null);
  const { slot, accounts } = await deps.chain.best().accounts(named, { commitment: 'processed', minContextSlot });
  const byAddress = new Map(named.map((address, position) => [address, accounts[position] ?? null]));
  const at = (address: Address | null): AccountData | null =>
    address === null ? null : (byAddress.get(address) ?? null);
  const balances = new Map<string, bigint>([
    [`${wallet.id} ${SOL}`, at(wallet.address)?.lamports ?? 0n],
    [`${feePayer.id} ${SOL}`, at(feePayer.address)?.lamports ?? 0n],
    [`${wallet.id} ${inputMint}`, deps.codec.tokenBalance(at(inputAccount), wallet.address, inputMint) ?? 0n],
  ]);
  return {
    slot,
    poolAccounts: pool.map(at),
    balance: (walletId, asset) => balances.get(`${walletId} ${asset}`) ?? 0n,
    outputAccountExists: outputAccount === null || at(outputAccount) !== null,
  };
}
