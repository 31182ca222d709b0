import type { AccountState } from './account.ts';
import { addressAt } from './base58.ts';

export const TOKEN_PROGRAM = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
export const TOKEN_2022_PROGRAM = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb';

/** Sizes and offsets of SPL Token's `Account` and `Mint` (token/program/src/state.rs). */
const ACCOUNT_SIZE = 165;
const MINT_SIZE = 82;
/** Token-2022 pads a mint to an account's size and writes the account type at this offset. */
const ACCOUNT_TYPE_OFFSET = 165;
const TYPE_MINT = 1;
const TYPE_ACCOUNT = 2;

export interface TokenHolding {
  readonly mint: string;
  readonly owner: string;
  readonly amount: bigint;
}

export interface TokenAccountInfo extends TokenHolding {
  readonly delegate: string | null;
  readonly delegatedAmount: bigint;
  readonly state: 'initialized' | 'frozen';
  /** The rent-exempt reserve of a wrapped-SOL account, else null. */
  readonly nativeReserve: bigint | null;
  readonly closeAuthority: string | null;
}

export interface MintInfo {
  readonly supply: bigint;
  readonly decimals: number;
  readonly isInitialized: boolean;
  readonly mintAuthority: string | null;
  readonly freezeAuthority: string | null;
}

export function isTokenProgram(program: string): boolean {
  return program === TOKEN_PROGRAM || program === TOKEN_2022_PROGRAM;
}

/** Whether the account is an initialised token account of either token program. */
export function isTokenAccount(account: AccountState): boolean {
  if (!isTokenProgram(account.owner) || account.data[108] === 0) return false;
  const { length } = account.data;
  return length === ACCOUNT_SIZE || (length > ACCOUNT_SIZE && account.data[ACCOUNT_TYPE_OFFSET] === TYPE_ACCOUNT);
}

/** Mint, holder and amount of a token account; null for any other account. */
export function readHolding(account: AccountState): TokenHolding | null {
  if (!isTokenAccount(account)) return null;
  const { data } = account;
  return { mint: addressAt(data, 0), owner: addressAt(data, 32), amount: data.readBigUInt64LE(64) };
}

/** Every field of a token account; null for any other account. */
export function readTokenAccount(account: AccountState): TokenAccountInfo | null {
  const holding = readHolding(account);
  if (holding === null) return null;
  const { data } = account;
  return {
    ...holding,
    delegate: optionalAddress(data, 72),
    state: data[108] === 2 ? 'frozen' : 'initialized',
    nativeReserve: data.readUInt32LE(109) === 1 ? data.readBigUInt64LE(113) : null,
    delegatedAmount: data.readBigUInt64LE(121),
    closeAuthority: optionalAddress(data, 129),
  };
}

/** The mint in this account, or null when it holds none. */
export function readMint(account: AccountState): MintInfo | null {
  if (!isTokenProgram(account.owner)) return null;
  const { data } = account;
  const isMint = data.length === MINT_SIZE || (data.length > ACCOUNT_SIZE && data[ACCOUNT_TYPE_OFFSET] === TYPE_MINT);
  if (!isMint) return null;
  return {
    mintAuthority: optionalAddress(data, 0),
    supply: data.readBigUInt64LE(36),
    decimals: data.readUInt8(44),
    isInitialized: data[45] === 1,
    freezeAuthority: optionalAddress(data, 46),
  };
}

/** A `COption<Pubkey>`: a u32 flag and 32 bytes. */
function optionalAddress(data: Buffer, offset: number): string | null {
  return data.readUInt32LE(offset) === 1 ? addressAt(data, offset + 4) : null;
}
