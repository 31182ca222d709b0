import { LIQUIDITY_STATE_LAYOUT_V4 } from '@raydium-io/raydium-sdk';
import { AccountLayout } from '@solana/spl-token';
import { appError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import { type TokenAmount, tokenAmount } from '#core/domain/money.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { PoolKeys, PoolState } from '#core/ports/venue.ts';
import { AMM_AUTHORITY, AMM_V4_ADDRESS, TOKEN_2022_PROGRAM, TOKEN_PROGRAM, toAddress } from './programs.ts';

/** Where errors say the pool came from: the input field that every surface gives it by. */
const FIELD = 'pool';
export const POOL_STATE_SIZE = LIQUIDITY_STATE_LAYOUT_V4.span;

/** The statuses in which the program lets swaps through (raydium-amm, state.rs `AmmStatus::swap_permission`). */
const STATUS = { initialized: 1n, swapOnly: 6n, waitingTrade: 7n } as const;
const SWAPPABLE: ReadonlySet<bigint> = new Set(Object.values(STATUS));

type PoolLayout = ReturnType<typeof LIQUIDITY_STATE_LAYOUT_V4.decode>;

function notAPool(address: Address): Error {
  return appError('NOT_A_POOL', { field: FIELD, address });
}

function decodeState(address: Address, account: AccountData | null | undefined): PoolLayout {
  if (account == null || account.owner !== AMM_V4_ADDRESS || account.data.length !== POOL_STATE_SIZE) {
    throw notAPool(address);
  }
  return LIQUIDITY_STATE_LAYOUT_V4.decode(Buffer.from(account.data));
}

function keysOf(address: Address, state: PoolLayout): PoolKeys {
  return {
    address,
    baseMint: toAddress(state.baseMint),
    quoteMint: toAddress(state.quoteMint),
    baseVault: toAddress(state.baseVault),
    quoteVault: toAddress(state.quoteVault),
  };
}

/** Reads a pool's addresses from its account. @throws AppError NOT_A_POOL */
export function decodePoolKeys(address: Address, account: AccountData | null): PoolKeys {
  return keysOf(address, decodeState(address, account));
}

interface VaultExpectation {
  readonly pool: Address;
  readonly mint: Address;
  /** In the vault, but set aside for the protocol. */
  readonly setAside: bigint;
}

/** The tradable balance of a vault, once it is certain that the vault is the pool's. */
function reserveOf(account: AccountData | null | undefined, { pool, mint, setAside }: VaultExpectation): TokenAmount {
  if (account?.owner === TOKEN_2022_PROGRAM) {
    throw appError('TOKEN_PROGRAM_UNSUPPORTED', { field: FIELD, mint, venue: 'Raydium AMM v4' });
  }
  if (account?.owner !== TOKEN_PROGRAM || account.data.length !== AccountLayout.span) throw notAPool(pool);
  const vault = AccountLayout.decode(account.data);
  if (toAddress(vault.mint) !== mint || !vault.owner.equals(AMM_AUTHORITY)) throw notAPool(pool);
  if (vault.amount < setAside) throw notAPool(pool);
  return tokenAmount(vault.amount - setAside);
}

/**
 * Decodes a pool from its own account and both vaults, read at one slot. Reserves are what the vaults hold less the
 * profit the program has set aside (`needTakePnl`), as the program itself counts them.
 *
 * @param accounts pool, base vault, quote vault
 * @throws AppError NOT_A_POOL for what is no v4 pool or has foreign vaults, POOL_CLOSED for a status that refuses
 * swaps, TOKEN_PROGRAM_UNSUPPORTED for Token-2022 vaults
 */
export function decodePool(address: Address, accounts: readonly (AccountData | null)[]): PoolState {
  const [pool, baseVault, quoteVault] = accounts;
  const state = decodeState(address, pool);
  const status = big(state.status);
  if (!SWAPPABLE.has(status)) throw appError('POOL_CLOSED', { field: FIELD, pool: address });
  const keys = keysOf(address, state);
  const base = { pool: address, mint: keys.baseMint, setAside: big(state.baseNeedTakePnl) };
  const quote = { pool: address, mint: keys.quoteMint, setAside: big(state.quoteNeedTakePnl) };
  return {
    ...keys,
    venue: 'raydium-amm-v4',
    baseDecimals: state.baseDecimal.toNumber(),
    quoteDecimals: state.quoteDecimal.toNumber(),
    baseReserve: reserveOf(baseVault, base),
    quoteReserve: reserveOf(quoteVault, quote),
    feeNumerator: big(state.swapFeeNumerator),
    feeDenominator: big(state.swapFeeDenominator),
    opensAt: status === STATUS.waitingTrade ? big(state.poolOpenTime) : null,
  };
}

function big(value: { toString(): string }): bigint {
  return BigInt(value.toString());
}
