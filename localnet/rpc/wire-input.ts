import { decodeBase58 } from '../chain/base58.ts';
import {
  MAX_TRANSACTION_BYTES,
  parseTransaction,
  TransactionFormatError,
  type WireTransaction,
} from '../chain/wire-transaction.ts';
import type { Options } from './params.ts';
import { invalidParams } from './rpc-error.ts';

/** Reads a transaction a caller sends, base58 unless `encoding` says base64. Throws an invalid-params error. */
export function readTransaction(text: string, options: Options): WireTransaction {
  const encoding = options.oneOf('encoding', ['base58', 'base64'], 'base58');
  const raw = encoding === 'base64' ? decodeBase64(text) : decodeBase58(text.slice(0, 2 * MAX_TRANSACTION_BYTES));
  if (raw === null) throw invalidParams(`invalid ${encoding} encoding`);
  try {
    return parseTransaction(raw);
  } catch (error) {
    if (error instanceof TransactionFormatError) throw invalidParams(`invalid transaction: ${error.message}`);
    throw error;
  }
}

/** Strict base64: Node's own reader skips what it does not know. */
export function decodeBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64') : null;
}
