/**
 * Reads the head of a v0 message from its bytes. web3.js would do, at ten times the cost: it makes an object of every account.
 *
 * Layout: version (0x80) | required signatures, read-only signed, read-only unsigned (1 each) | accounts (n × 32) |
 * blockhash (32) | instructions (program index (1) | account indexes | data) | look-up tables. Lengths are compact-u16.
 */
import { ComputeBudgetProgram } from '@solana/web3.js';
import type { Address } from '#core/domain/ids.ts';
import type { MessageHead } from '#core/ports/solana-codec.ts';
import { encodeBase58 } from './base58.ts';
import { KEY_BYTES } from './key.ts';

const V0 = 0x80;

/** First byte of the instruction's data (Solana `ComputeBudgetInstruction`, borsh), then its argument, little-endian. */
const SET_UNIT_LIMIT = 2;
const SET_UNIT_PRICE = 3;

const COMPUTE_BUDGET = ComputeBudgetProgram.programId.toBuffer();

interface Cursor {
  byte(): number;
  length(): number;
  take(count: number): Buffer;
  readonly done: boolean;
}

/** @throws RangeError when the bytes end too soon. */
function cursorOver(bytes: Buffer): Cursor {
  let at = 0;
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw new RangeError('the message ends too soon');
    at += count;
    return bytes.subarray(at - count, at);
  };
  const byte = (): number => take(1).readUInt8();
  const length = (): number => {
    let value = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      const next = byte();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
    throw new RangeError('a length is longer than three bytes');
  };
  return {
    byte,
    length,
    take,
    get done() {
      return at === bytes.length;
    },
  };
}

type ComputeBudget = Pick<MessageHead, 'computeUnitLimit' | 'computeUnitPrice'>;

function readComputeBudget(cursor: Cursor, keys: Buffer): ComputeBudget {
  const budget = { computeUnitLimit: 0, computeUnitPrice: 0n };
  for (let left = cursor.length(); left > 0; left -= 1) {
    const program = cursor.byte() * KEY_BYTES;
    cursor.take(cursor.length());
    const data = cursor.take(cursor.length());
    if (!keys.subarray(program, program + KEY_BYTES).equals(COMPUTE_BUDGET)) continue;
    if (data[0] === SET_UNIT_LIMIT && data.length === 5) budget.computeUnitLimit = data.readUInt32LE(1);
    if (data[0] === SET_UNIT_PRICE && data.length === 9) budget.computeUnitPrice = data.readBigUInt64LE(1);
  }
  return budget;
}

/** Null when the message carries look-up tables, is signed by nobody, or does not end where it should. */
function parse(cursor: Cursor): MessageHead | null {
  if (cursor.byte() !== V0) return null;
  const signatures = cursor.byte();
  cursor.take(2);
  const keys = cursor.take(cursor.length() * KEY_BYTES);
  const blockhash = encodeBase58(cursor.take(KEY_BYTES));
  const budget = readComputeBudget(cursor, keys);
  const lookupTables = cursor.length();
  const signers = Array.from(
    { length: signatures },
    (_, n) => encodeBase58(keys.subarray(n * KEY_BYTES, (n + 1) * KEY_BYTES)) as Address,
  );
  const [feePayer] = signers;
  if (feePayer === undefined || keys.length < signatures * KEY_BYTES || lookupTables > 0 || !cursor.done) return null;
  return { feePayer, signers, blockhash, ...budget };
}

export function readHead(message: Uint8Array): MessageHead | null {
  try {
    return parse(cursorOver(Buffer.from(message.buffer, message.byteOffset, message.byteLength)));
  } catch {
    return null;
  }
}
