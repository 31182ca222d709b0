import { crc32 } from 'node:zlib';
import type { BlockRecord } from '../chain/block-log.ts';
import type { SealedBlock } from '../chain/block-table.ts';
import type { TransactionError } from '../chain/transaction-error.ts';
import { encodeWrite } from './account-codec.ts';

/**
 * A block in the log: a header of six u32 (magic, length of index, of writes, of details, checksum of all but the
 * details, checksum of the details), the index as JSON, the account writes, the transactions' details.
 * The details are most of the bytes and are not read at a start.
 */
export const HEADER_BYTES = 24;
const MAGIC = 0x31424c53;

/** [signature, details' length, error, memo, positions of its addresses in the block's list] */
type IndexedTransaction = readonly [string, number, TransactionError | null, string | null, readonly number[]];

export interface BlockIndex {
  readonly height: number;
  readonly block: SealedBlock;
  readonly addresses: readonly string[];
  readonly transactions: readonly IndexedTransaction[];
}

export interface FrameHeader {
  readonly indexLength: number;
  readonly writesLength: number;
  readonly detailsLength: number;
  readonly bodyChecksum: number;
  readonly detailsChecksum: number;
}

/** The block as bytes. Every transaction's details must still be in memory. */
export function encodeBlock(record: BlockRecord): Buffer {
  const details = Buffer.concat(record.transactions.map(({ entry }) => inMemory(entry.details)));
  const index = Buffer.from(JSON.stringify(indexOf(record)));
  const writes = Buffer.concat(record.writes.map(encodeWrite));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(index.length, 4);
  header.writeUInt32LE(writes.length, 8);
  header.writeUInt32LE(details.length, 12);
  header.writeUInt32LE(bodyChecksum(header, index, writes), 16);
  header.writeUInt32LE(crc32(details), 20);
  return Buffer.concat([header, index, writes, details]);
}

/** Reads a frame's header; null when these bytes are none. */
export function decodeHeader(bytes: Buffer): FrameHeader | null {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC) return null;
  return {
    indexLength: bytes.readUInt32LE(4),
    writesLength: bytes.readUInt32LE(8),
    detailsLength: bytes.readUInt32LE(12),
    bodyChecksum: bytes.readUInt32LE(16),
    detailsChecksum: bytes.readUInt32LE(20),
  };
}

/** Checksum of the lengths, the index and the writes. */
export function bodyChecksum(header: Buffer, index: Buffer, writes: Buffer): number {
  return crc32(writes, crc32(index, crc32(header.subarray(0, 16))));
}

export function decodeIndex(bytes: Buffer): BlockIndex {
  return JSON.parse(bytes.toString('utf8')) as BlockIndex;
}

function indexOf({ height, block, transactions }: BlockRecord): BlockIndex {
  const positions = new Map<string, number>();
  const positionOf = (address: string): number => {
    const known = positions.get(address);
    if (known !== undefined) return known;
    positions.set(address, positions.size);
    return positions.size - 1;
  };
  const indexed = transactions.map(
    ({ entry: { signature, details, err, memo }, addresses }): IndexedTransaction => [
      signature,
      details.length,
      err,
      memo,
      addresses.map(positionOf),
    ],
  );
  return { height, block, addresses: [...positions.keys()], transactions: indexed };
}

function inMemory(details: unknown): Buffer {
  if (!Buffer.isBuffer(details)) throw new Error('a block can be written once only');
  return details;
}
