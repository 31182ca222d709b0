import type { TransactionMeta } from './transaction-meta.ts';

/** What only `getTransaction` and `getBlock` need of a landed transaction. */
export interface TransactionDetails {
  readonly raw: Buffer;
  readonly meta: TransactionMeta;
}

/** One buffer: length of the transaction (u16), the transaction, the meta as JSON. */
export function encodeDetails({ raw, meta }: TransactionDetails): Buffer {
  const json = Buffer.from(JSON.stringify(meta));
  const length = Buffer.alloc(2);
  length.writeUInt16LE(raw.length);
  return Buffer.concat([length, raw, json]);
}

/** The reverse of {@link encodeDetails}. */
export function decodeDetails(bytes: Buffer): TransactionDetails {
  const end = 2 + bytes.readUInt16LE(0);
  return { raw: bytes.subarray(2, end), meta: JSON.parse(bytes.toString('utf8', end)) as TransactionMeta };
}
