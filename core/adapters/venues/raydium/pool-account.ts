import { LIQUIDITY_STATE_LAYOUT_V4 } from '@raydium-io/raydium-sdk';
import { AccountLayout } from '@solana/spl-token';
import { encodeBase58 } from '#core/adapters/solana/base58.ts';
import { KEY_BYTES } from '#core/adapters/solana/key.ts';
import { appError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import { type TokenAmount, tokenAmount } from '#core/domain/money.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { PoolKeys, PoolState } from '#core/ports/venue.ts';
import { AMM_AUTHORITY, AMM_V4_ADDRESS, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from './programs.ts';

const AUTHORITY = AMM_AUTHORITY.toBytes();

/** Where errors say the pool came from: the input field that every surface gives it by. */
const FIELD = 'pool';
export const POOL_STATE_SIZE = LIQUIDITY_STATE_LAYOUT_V4.span;

/** The statuses in which the program lets swaps through (raydium-amm, state.rs `AmmStatus::swap_permission`). */
const STATUS = { initialized: 1n, swapOnly: 6n, waitingTrade: 7n } as const;
const SWAPPABLE: ReadonlySet<bigint> = new Set(Object.values(STATUS));

/** Read at their places: decoding the whole layout makes an object of every number and key, at four times the cost. */
const numberAt = (field: Parameters<typeof LIQUIDITY_STATE_LAYOUT_V4.offsetOf>[0]) => {
  const at = LIQUIDITY_STATE_LAYOUT_V4.offsetOf(field);
  return (state: Buffer): bigint => state.readBigUInt64LE(at);
};
const addressAt = (field: Parameters<typeof LIQUIDITY_STATE_LAYOUT_V4.offsetOf>[0]) => {
  const at = LIQUIDITY_STATE_LAYOUT_V4.offsetOf(field);
  return (state: Buffer): Address => addressOf(state.subarray(at, at + KEY_BYTES));
};

const FIELDS = {
  status: numberAt('status'),
  baseDecimal: numberAt('baseDecimal'),
  quoteDecimal: numberAt('quoteDecimal'),
  baseNeedTakePnl: numberAt('baseNeedTakePnl'),
  quoteNeedTakePnl: numberAt('quoteNeedTakePnl'),
  swapFeeNumerator: numberAt('swapFeeNumerator'),
  swapFeeDenominator: numberAt('swapFeeDenominator'),
  poolOpenTime: numberAt('poolOpenTime'),
  baseMint: addressAt('baseMint'),
  quoteMint: addressAt('quoteMint'),
  baseVault: addressAt('baseVault'),
  quoteVault: addressAt('quoteVault'),
};

const addressOf = (key: Uint8Array): Address => encodeBase58(key) as Address;

const bytesOf = ({ data }: AccountData): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

function notAPool(address: Address): Error {
  return appError('NOT_A_POOL', { field: FIELD, address });
}

function decodeState(address: Address, account: AccountData | null | undefined): Buffer {
  if (account == null || account.owner !== AMM_V4_ADDRESS || account.data.length !== POOL_STATE_SIZE) {
    throw notAPool(address);
  }
  return bytesOf(account);
}

function keysOf(address: Address, state: Buffer): PoolKeys {
  return {
    address,
    baseMint: FIELDS.baseMint(state),
    quoteMint: FIELDS.quoteMint(state),
    baseVault: FIELDS.baseVault(state),
    quoteVault: FIELDS.quoteVault(state),
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
  const vault = bytesOf(account);
  const ours =
    addressOf(vault.subarray(0, KEY_BYTES)) === mint && vault.subarray(KEY_BYTES, 2 * KEY_BYTES).equals(AUTHORITY);
  const amount = vault.readBigUInt64LE(2 * KEY_BYTES);
  if (!ours || amount < setAside) throw notAPool(pool);
  return tokenAmount(amount - setAside);
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
  const status = FIELDS.status(state);
  if (!SWAPPABLE.has(status)) throw appError('POOL_CLOSED', { field: FIELD, pool: address });
  const keys = keysOf(address, state);
  const base = { pool: address, mint: keys.baseMint, setAside: FIELDS.baseNeedTakePnl(state) };
  const quote = { pool: address, mint: keys.quoteMint, setAside: FIELDS.quoteNeedTakePnl(state) };
  return {
    ...keys,
    venue: 'raydium-amm-v4',
    baseDecimals: Number(FIELDS.baseDecimal(state)),
    quoteDecimals: Number(FIELDS.quoteDecimal(state)),
    baseReserve: reserveOf(baseVault, base),
    quoteReserve: reserveOf(quoteVault, quote),
    feeNumerator: FIELDS.swapFeeNumerator(state),
    feeDenominator: FIELDS.swapFeeDenominator(state),
    opensAt: status === STATUS.waitingTrade ? FIELDS.poolOpenTime(state) : null,
  };
}
