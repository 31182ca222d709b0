import type { AccountState } from '../../chain/account.ts';
import { decodeBase58 } from '../../chain/base58.ts';
import { isTokenAccount } from '../../chain/token-layout.ts';
import { Options, toInteger, toList, toText } from '../params.ts';
import { invalidParams } from '../rpc-error.ts';

export type AccountFilter = (account: AccountState) => boolean;

const MAX_FILTERS = 4;
const MAX_MEMCMP_BYTES = 128;

/** Reads the `filters` of getProgramAccounts and programSubscribe into one predicate. */
export function accountFilter(options: Options): AccountFilter {
  const value = options.raw('filters');
  if (value === undefined) return () => true;
  const filters = toList(value, 'filters', MAX_FILTERS).map(toFilter);
  return (account) => filters.every((filter) => filter(account));
}

function toFilter(value: unknown): AccountFilter {
  if (value === 'tokenAccountState') return isTokenAccount;
  const filter = new Options(value, 'filter');
  if (filter.has('tokenAccountState')) return isTokenAccount;
  if (filter.has('dataSize')) {
    const size = toInteger(filter.raw('dataSize'), 'filter.dataSize');
    return ({ data }) => data.length === size;
  }
  const memcmp = filter.nested('memcmp');
  if (memcmp === undefined) throw invalidParams('unknown filter, expected dataSize, memcmp or tokenAccountState');
  const offset = memcmp.integer('offset') ?? 0;
  const bytes = memcmpBytes(memcmp);
  return ({ data }) => data.subarray(offset, offset + bytes.length).equals(bytes);
}

function memcmpBytes(memcmp: Options): Buffer {
  const text = toText(memcmp.raw('bytes'), 'memcmp.bytes');
  const encoding = memcmp.oneOf('encoding', ['base58', 'base64'], 'base58');
  const bytes = encoding === 'base64' ? Buffer.from(text, 'base64') : decodeBase58(text);
  if (bytes === null || bytes.length > MAX_MEMCMP_BYTES) throw invalidParams('memcmp.bytes cannot be read');
  return bytes;
}
