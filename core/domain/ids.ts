/**
 * Names of things. Brands keep an organisation's id from being passed where a wallet's is wanted.
 */
import { appError } from './errors.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type OrganizationId = Branded<'organization'>;
export type UserId = Branded<'user'>;
export type WalletId = Branded<'wallet'>;
export type TokenId = Branded<'token'>;
export type PoolId = Branded<'pool'>;
export type CampaignId = Branded<'campaign'>;
export type RunId = Branded<'run'>;
export type IntentId = Branded<'intent'>;
export type AttemptId = Branded<'attempt'>;
export type InvitationId = Branded<'invitation'>;
export type ApiKeyId = Branded<'api key'>;
export type WithdrawalAddressId = Branded<'withdrawal address'>;
export type KeyExportId = Branded<'key export'>;

/** A Solana address: 32 bytes in base58. */
export type Address = Branded<'address'>;
/** A transaction's first signature: 64 bytes in base58. */
export type Signature = Branded<'signature'>;
/** Hash of a chain's genesis, which is the chain's name. */
export type GenesisHash = Branded<'genesis'>;

/** The mint that stands for native SOL in pools. */
export const WSOL_MINT = 'So11111111111111111111111111111111111111112' as Address;

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const DIGIT = new Map([...ALPHABET].map((letter, value) => [letter, BigInt(value)]));

/** The bytes a base58 text stands for, or null when it is not base58. */
export function base58Bytes(text: string): Uint8Array | null {
  let value = 0n;
  for (const letter of text) {
    const digit = DIGIT.get(letter);
    if (digit === undefined) return null;
    value = value * 58n + digit;
  }
  const leadingZeros = /^1*/.exec(text)?.[0].length ?? 0;
  const significant: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) significant.unshift(Number(rest & 0xffn));
  return Uint8Array.from([...Array<number>(leadingZeros).fill(0), ...significant]);
}

export const isAddress = (text: string): text is Address =>
  text.length >= 32 && text.length <= 44 && base58Bytes(text)?.length === 32;

/**
 * Reads an address a person gave (R-04: base58, 32 bytes).
 * @throws AppError INVALID_ADDRESS naming `field`.
 */
export function parseAddress(text: string, field: string): Address {
  const trimmed = text.trim();
  if (!isAddress(trimmed)) throw appError('INVALID_ADDRESS', { field, value: trimmed.slice(0, 64) });
  return trimmed;
}

/** The first and last four characters, for people. */
export const shortAddress = (address: Address): string => `${address.slice(0, 4)}…${address.slice(-4)}`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether an id can exist at all; one that cannot is answered like one that does not. */
export const isUuid = (text: string): boolean => UUID.test(text);
