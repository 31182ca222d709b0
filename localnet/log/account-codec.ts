import type { AccountState } from '../chain/account.ts';
import { addressAt, addressBytes } from '../chain/base58.ts';

export type AccountWrite = readonly [string, AccountState | null];

/** Address, lamports, owner, executable, data length. */
const HEADER_BYTES = 32 + 8 + 32 + 1 + 4;

/** One account as bytes; a removed account is one without lamports. */
export function encodeWrite([address, state]: AccountWrite): Buffer {
  const data = state?.data ?? Buffer.alloc(0);
  const bytes = Buffer.alloc(HEADER_BYTES + data.length);
  addressBytes(address).copy(bytes, 0);
  if (state !== null) {
    bytes.writeBigUInt64LE(state.lamports, 32);
    addressBytes(state.owner).copy(bytes, 40);
    bytes.writeUInt8(state.executable ? 1 : 0, 72);
  }
  bytes.writeUInt32LE(data.length, 73);
  data.copy(bytes, HEADER_BYTES);
  return bytes;
}

/** Reads accounts written one after the other. */
export function* decodeWrites(bytes: Buffer): Generator<AccountWrite> {
  let offset = 0;
  while (offset < bytes.length) {
    const end = offset + HEADER_BYTES + bytes.readUInt32LE(offset + 73);
    yield [addressAt(bytes, offset), decodeState(bytes.subarray(offset, end))];
    offset = end;
  }
}

function decodeState(bytes: Buffer): AccountState | null {
  const lamports = bytes.readBigUInt64LE(32);
  if (lamports === 0n) return null;
  // A copy, so that one small account does not keep the whole block it was read with in memory.
  const data = Buffer.from(bytes.subarray(HEADER_BYTES));
  return { lamports, owner: addressAt(bytes, 40), executable: bytes[72] === 1, data };
}
