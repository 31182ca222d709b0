import { addressAt, encodeBase58 } from './base58.ts';

/** The largest transaction a validator takes off the network: an IPv6 packet's payload. */
export const MAX_TRANSACTION_BYTES = 1232;

/** Most accounts one transaction can name, static and loaded together: an index is one byte. */
const MAX_ACCOUNT_KEYS = 256;

export interface CompiledInstruction {
  readonly programIdIndex: number;
  readonly accounts: Buffer;
  readonly data: Buffer;
}

export interface AddressTableLookup {
  readonly accountKey: string;
  readonly writableIndexes: Buffer;
  readonly readonlyIndexes: Buffer;
}

export interface MessageHeader {
  readonly numRequiredSignatures: number;
  readonly numReadonlySignedAccounts: number;
  readonly numReadonlyUnsignedAccounts: number;
}

export interface WireMessage {
  readonly version: 'legacy' | 0;
  readonly header: MessageHeader;
  readonly staticKeys: readonly string[];
  readonly recentBlockhash: string;
  readonly instructions: readonly CompiledInstruction[];
  readonly lookups: readonly AddressTableLookup[];
}

export interface WireTransaction {
  readonly raw: Buffer;
  /** Base58 of the first signature: the transaction's id. */
  readonly signature: string;
  readonly signatures: readonly Buffer[];
  readonly message: WireMessage;
}

/** The bytes are not a transaction, or name accounts they do not have. */
export class TransactionFormatError extends Error {
  override readonly name = 'TransactionFormatError';
}

/**
 * Reads a serialised transaction, legacy or v0, as strictly as the runtime does. The strictness matters:
 * the native runtime aborts the whole process on bytes it cannot read.
 * Throws {@link TransactionFormatError}.
 */
export function parseTransaction(raw: Buffer): WireTransaction {
  if (raw.length > MAX_TRANSACTION_BYTES) {
    throw new TransactionFormatError(
      `transaction too large: ${raw.length} bytes (max: ${MAX_TRANSACTION_BYTES} bytes)`,
    );
  }
  const reader = new Reader(raw);
  const signatures = reader.list(() => reader.take(64));
  const message = readMessage(reader);
  const [first] = signatures;
  if (first === undefined || signatures.length !== message.header.numRequiredSignatures) {
    throw new TransactionFormatError('number of signatures differs from the number the header asks for');
  }
  return { raw, signature: encodeBase58(first), signatures, message };
}

/** The version of a transaction that `parseTransaction` has accepted: it follows the signatures, fewer than 128 of them. */
export function versionOf(raw: Buffer): 'legacy' | 0 {
  const first = raw[1 + 64 * (raw[0] ?? 0)] ?? 0;
  return first < 0x80 ? 'legacy' : 0;
}

/** Reads a serialised message alone, as `getFeeForMessage` is given it. Throws {@link TransactionFormatError}. */
export function parseMessage(raw: Buffer): WireMessage {
  return readMessage(new Reader(raw));
}

function readMessage(reader: Reader): WireMessage {
  const version = readVersion(reader);
  const header = {
    numRequiredSignatures: reader.byte(),
    numReadonlySignedAccounts: reader.byte(),
    numReadonlyUnsignedAccounts: reader.byte(),
  };
  const staticKeys = reader.list(() => reader.address());
  const recentBlockhash = reader.address();
  const instructions = reader.list(() => ({
    programIdIndex: reader.byte(),
    accounts: reader.bytes(),
    data: reader.bytes(),
  }));
  const lookups = version === 0 ? reader.list(() => readLookup(reader)) : [];
  reader.end();
  const message = { version, header, staticKeys, recentBlockhash, instructions, lookups };
  checkIndexes(message);
  return message;
}

function readVersion(reader: Reader): 'legacy' | 0 {
  const first = reader.peek();
  if (first < 0x80) return 'legacy';
  if (first !== 0x80) throw new TransactionFormatError(`unsupported message version ${first & 0x7f}`);
  reader.byte();
  return 0;
}

function readLookup(reader: Reader): AddressTableLookup {
  return { accountKey: reader.address(), writableIndexes: reader.bytes(), readonlyIndexes: reader.bytes() };
}

/** The checks of Agave's `Message::sanitize` (legacy and v0). */
function checkIndexes({ header, staticKeys, instructions, lookups }: WireMessage): void {
  const loaded = lookups.reduce((sum, table) => sum + table.writableIndexes.length + table.readonlyIndexes.length, 0);
  const total = staticKeys.length + loaded;
  const sound =
    header.numRequiredSignatures + header.numReadonlyUnsignedAccounts <= staticKeys.length &&
    header.numReadonlySignedAccounts < header.numRequiredSignatures &&
    total <= MAX_ACCOUNT_KEYS &&
    lookups.every((table) => table.writableIndexes.length + table.readonlyIndexes.length > 0) &&
    instructions.every(
      ({ programIdIndex, accounts }) =>
        programIdIndex > 0 && programIdIndex < staticKeys.length && accounts.every((index) => index < total),
    );
  if (!sound) throw new TransactionFormatError('Transaction failed to sanitize accounts offsets correctly');
}

class Reader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  peek(): number {
    const value = this.#bytes[this.#offset];
    if (value === undefined) throw new TransactionFormatError('unexpected end of transaction');
    return value;
  }

  byte(): number {
    const value = this.peek();
    this.#offset += 1;
    return value;
  }

  take(length: number): Buffer {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new TransactionFormatError('unexpected end of transaction');
    const slice = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return slice;
  }

  address(): string {
    return addressAt(this.take(32));
  }

  bytes(): Buffer {
    return this.take(this.#length());
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.#length() }, read);
  }

  end(): void {
    if (this.#offset !== this.#bytes.length) throw new TransactionFormatError('bytes follow the transaction');
  }

  /** A compact-u16: seven bits a byte, at most three bytes, in its shortest form only. */
  #length(): number {
    let value = 0;
    for (let position = 0; position < 3; position += 1) {
      const next = this.byte();
      if (next === 0 && position > 0) break;
      value |= (next & 0x7f) << (7 * position);
      if (next < 0x80) {
        if (value > 0xffff) break;
        return value;
      }
    }
    throw new TransactionFormatError('malformed length');
  }
}
