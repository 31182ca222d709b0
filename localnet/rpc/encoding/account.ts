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

/** The account as the RPC shows it. `read` looks up mints for `jsonParsed`. */
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

function encodeData(account: AccountState, { encoding, slice }: AccountEncoding, read: ReadAccount): unknown {
  const parsed = encoding === 'jsonParsed' ? parseTokenData(account, read) : null;
  if (parsed !== null) return parsed;
  const { data } = account;
  const bytes = slice === undefined ? data : data.subarray(slice.offset, slice.offset + slice.length);
  if (encoding === 'base64' || encoding === 'jsonParsed') return [bytes.toString('base64'), 'base64'];
  if (bytes.length > MAX_BASE58_BYTES) {
    throw invalidParams(
      `Encoded binary (base 58) data should be less than ${MAX_BASE58_BYTES} bytes, please use Base64 encoding.`,
    );
  }
  return encoding === 'binary' ? encodeBase58(bytes) : [encodeBase58(bytes), 'base58'];
}
