import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type AccountWrite, decodeWrites, encodeWrite } from './account-codec.ts';

const FILE_NAME = 'accounts.snapshot';
const MAGIC = 0x31534c53;
/** Magic (u32), checksum of what follows it (u32), height (u64). */
const HEADER_BYTES = 16;
/** Accounts encoded at a time; between two such portions requests are served. */
const PORTION = 2_000;

export interface Snapshot {
  readonly height: number;
  readonly writes: Iterable<AccountWrite>;
}

/**
 * Writes all accounts as they were after block `height`, replacing the snapshot before it in one step.
 * Stops early, leaving the old one, when `signal` aborts.
 */
export async function writeSnapshot(
  folder: string,
  height: number,
  accounts: readonly AccountWrite[],
  signal: AbortSignal,
): Promise<void> {
  const temporary = join(folder, `${FILE_NAME}.new`);
  const file = await open(temporary, 'w');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(MAGIC, 0);
    header.writeBigUInt64LE(BigInt(height), 8);
    let checksum = crc32(header.subarray(8));
    let offset = HEADER_BYTES;
    for (let start = 0; start < accounts.length; start += PORTION) {
      if (signal.aborted) return;
      const portion = Buffer.concat(accounts.slice(start, start + PORTION).map(encodeWrite));
      await file.write(portion, 0, portion.length, offset);
      checksum = crc32(portion, checksum);
      offset += portion.length;
    }
    header.writeUInt32LE(checksum, 4);
    await file.write(header, 0, HEADER_BYTES, 0);
    await file.sync();
    await rename(temporary, join(folder, FILE_NAME));
  } finally {
    await file.close();
    await rm(temporary, { force: true });
  }
}

/** The snapshot in a folder; null when there is none. Throws when it is damaged. */
export async function readSnapshot(folder: string): Promise<Snapshot | null> {
  const path = join(folder, FILE_NAME);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null) return null;
  const sound =
    bytes.length >= HEADER_BYTES &&
    bytes.readUInt32LE(0) === MAGIC &&
    bytes.readUInt32LE(4) === crc32(bytes.subarray(8));
  if (!sound) throw new Error(`The account snapshot ${path} is damaged; remove the chain's data folder to begin anew.`);
  return { height: Number(bytes.readBigUInt64LE(8)), writes: decodeWrites(bytes.subarray(HEADER_BYTES)) };
}
