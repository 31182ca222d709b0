/** Token accounts of both token programs: the first 165 bytes are the same. */
import {
  ACCOUNT_SIZE,
  AccountLayout,
  ExtensionType,
  getAccountLen,
  getAccountTypeOfMintType,
  getExtensionTypes,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import type { Address } from '#core/domain/ids.ts';
import type { TokenProgram } from '#core/domain/token.ts';
import type { AccountData } from '#core/ports/chain.ts';
import { keyOf } from './key.ts';

const PROGRAMS: readonly string[] = [TOKEN_PROGRAM_ID.toBase58(), TOKEN_2022_PROGRAM_ID.toBase58()];

/** Layout of an SPL Token account (spl-token, state.rs `Account`): mint, owner, amount, and what is of no interest here. */
const OWNER_AT = 32;
const AMOUNT_AT = 64;

/** Units in a token account of `wallet` and `mint`; null when it is none, or another's. */
export function tokenBalance(account: AccountData | null, wallet: Address, mint: Address): bigint | null {
  if (account === null || !PROGRAMS.includes(account.owner) || account.data.length < AccountLayout.span) return null;
  const data = Buffer.from(account.data.buffer, account.data.byteOffset, account.data.byteLength);
  const ours =
    data.subarray(0, OWNER_AT).equals(keyOf(mint).toBytes()) &&
    data.subarray(OWNER_AT, AMOUNT_AT).equals(keyOf(wallet).toBytes());
  return ours ? data.readBigUInt64LE(AMOUNT_AT) : null;
}

/** (128 + bytes) × 3,480 lamports × 2 years (Solana documentation, "Rent"). */
const rentOf = (bytes: number): bigint => BigInt(128 + bytes) * 6_960n;

/** Where the extensions of a Token-2022 mint begin: after the length of an account, and the byte that says what it is. */
const MINT_EXTENSIONS_AT = ACCOUNT_SIZE + 1;

/** Extensions that an account has because its mint has them. Confidential transfers are set up by the owner instead. */
function extensionsOf(mint: Uint8Array): ExtensionType[] {
  const types = getExtensionTypes(Buffer.from(mint.subarray(MINT_EXTENSIONS_AT))).map(getAccountTypeOfMintType);
  const kept = types.filter(
    (type) => type !== ExtensionType.Uninitialized && type !== ExtensionType.ConfidentialTransferAccount,
  );
  // The owner of an associated token account never changes.
  return [...new Set([...kept, ExtensionType.ImmutableOwner])];
}

/** Lamports that keep an associated token account for the mint. @param mint the mint's own bytes */
export const tokenAccountRent = (program: TokenProgram, mint: Uint8Array): bigint =>
  rentOf(program === 'TOKEN' ? ACCOUNT_SIZE : getAccountLen(extensionsOf(mint)));
