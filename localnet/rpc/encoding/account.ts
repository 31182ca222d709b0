import type { AccountState } from '../../chain/account.ts';
import { encodeBase58 } from '../../chain/base58.ts';
import type { Options } from '../params.ts';
import { invalidParams } from '../rpc-error.ts';
import { parseTokenData } from './parsed-token.ts';

const ENCODINGS = ['binary', 'base58', 'base64', 'jsonParsed'] as const;
/** Agave refuses to spend the time to encode more than this in base58. */
const MAX_BASE58_BYTES = 128;
/** No rent is collected any more: every account shows u64::MAX. */
const RENT_EPOCH = Number(2n ** 64n - 1n);

export interface AccountEncoding {
  readonly encoding: (typeof ENCODINGS)[number];
  readonly slice: { readonly offset: number; readonly length: number } | undefined;
}

export type ReadAccount = (address: string) => AccountState | null;

/** Reads `encoding` and `dataSlice`. */
export function accountEncoding(options: Options, fallback: AccountEncoding['encoding'] = 'binary'): AccountEncoding {
  const slice = options.nested('dataSlice');
  return {
    encoding: options.oneOf('encoding', ENCODINGS, fallback),
    slice: slice && { offset: slice.integer('offset') ?? 0, length: slice.integer('length') ?? 0 },
  };
}

/**
 * The account as the RPC shows it. `read` looks up mints for `jsonParsed`. Data too large for base58 is shown as
 * Agave's error text; where the caller can be told so instead, {@link requireEncodable} does.
 */
export function encodeAccount(account: AccountState, encoding: AccountEncoding, read: ReadAccount) {
  return {
    data: encodeData(account, encoding, read),
    executable: account.executable,
    lamports: Number(account.lamports),
    owner: account.owner,
    rentEpoch: RENT_EPOCH,
    space: account.data.length,
  };
}

/** Throws an invalid-params error when the account's data is too large for the encoding asked for. */
export function requireEncodable(account: AccountState, encoding: AccountEncoding): void {
  if (isBase58(encoding) && sliced(account, encoding).length > MAX_BASE58_BYTES) {
    throw invalidParams(
      `Encoded binary (base 58) data should be less than ${MAX_BASE58_BYTES} bytes, please use Base64 encoding.`,
    );
  }
}

function encodeData(account: AccountState, encoding: AccountEncoding, read: ReadAccount): unknown {
  const parsed = encoding.encoding === 'jsonParsed' ? parseTokenData(account, read) : null;
  if (parsed !== null) return parsed;
  const bytes = sliced(account, encoding);
  if (!isBase58(encoding)) return [bytes.toString('base64'), 'base64'];
  const text = bytes.length > MAX_BASE58_BYTES ? 'error: data too large for bs58 encoding' : encodeBase58(bytes);
  return encoding.encoding === 'binary' ? text : [text, 'base58'];
}

function isBase58({ encoding }: AccountEncoding): boolean {
  return encoding === 'binary' || encoding === 'base58';
}

function sliced({ data }: AccountState, { slice }: AccountEncoding): Buffer {
  return slice === undefined ? data : data.subarray(slice.offset, slice.offset + slice.length);
}
