import type { FileHandle } from 'node:fs/promises';
import type { BlockLog, BlockRecord } from '../chain/block-log.ts';
import type { Details, TransactionEntry } from '../chain/transaction-table.ts';
import type { AccountWrite } from './account-codec.ts';
import { encodeBlock } from './block-codec.ts';
import type { FolderLock } from './folder-lock.ts';
import { writeSnapshot } from './snapshot.ts';

/** Fewest account writes in the log before a new snapshot is due: a start replays them in a fraction of a second. */
const SNAPSHOT_WRITES = 20_000;
/** … and at least this many for each account in it, so that snapshots stay a small part of what is written. */
const WRITES_PER_ACCOUNT = 2;

interface Pending {
  readonly frame: Buffer;
  readonly entries: readonly TransactionEntry[];
  readonly written: PromiseWithResolvers<void>;
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export interface FileLogOptions {
  readonly folder: string;
  readonly file: FileHandle;
  readonly lock: FolderLock;
  /** Where the next block goes. */
  readonly end: number;
  /** Account writes after the newest snapshot. */
  readonly writesSinceSnapshot: number;
  /** All accounts to be kept, as of now. */
  readonly capture: () => AccountWrite[];
}

/**
 * The append-only log of a chain with a data folder. Blocks that arrive while the disk is busy are written and synced
 * together.
 */
export class FileLog implements BlockLog {
  readonly #options: FileLogOptions;
  readonly #closing = new AbortController();
  #pending: Pending[] = [];
  #writing: Promise<void> | null = null;
  #snapshot: Promise<void> | null = null;
  #end: number;
  #writesSinceSnapshot: number;
  #snapshotSize = 0;
  #failure: unknown;

  constructor(options: FileLogOptions) {
    this.#options = options;
    this.#end = options.end;
    this.#writesSinceSnapshot = options.writesSinceSnapshot;
  }

  append(record: BlockRecord): Promise<void> {
    const entries = record.transactions.map(({ entry }) => entry);
    const written = promiseWithResolvers();
    this.#pending.push({ frame: encodeBlock(record), entries, written });
    this.#writing ??= this.#write();
    this.#writesSinceSnapshot += record.writes.length;
    return this.#snapshotIsDue() ? this.#snapshotAfter(written.promise, record.height) : written.promise;
  }

  async read(details: Details): Promise<Buffer> {
    if (Buffer.isBuffer(details)) return details;
    const bytes = Buffer.alloc(details.length);
    await this.#options.file.read(bytes, 0, details.length, details.offset);
    return bytes;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
    await this.#snapshot;
    await this.#options.file.close();
    await this.#options.lock.release();
  }

  async #write(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        // A block behind one that could not be written is lost with it.
        if (this.#failure !== undefined) throw this.#failure;
        await this.#writeBatch(batch);
        for (const { written } of batch) written.resolve();
      } catch (error) {
        this.#failure = error;
        for (const { written } of batch) written.reject(error);
      }
    }
    this.#writing = null;
  }

  async #writeBatch(batch: readonly Pending[]): Promise<void> {
    const { file } = this.#options;
    const bytes = Buffer.concat(batch.map(({ frame }) => frame));
    for (let done = 0; done < bytes.length; ) {
      done += (await file.write(bytes, done, bytes.length - done, this.#end + done)).bytesWritten;
    }
    await file.datasync();
    for (const { frame, entries } of batch) {
      this.#end += frame.length;
      releaseDetails(entries, this.#end);
    }
  }

  #snapshotIsDue(): boolean {
    const due = Math.max(SNAPSHOT_WRITES, WRITES_PER_ACCOUNT * this.#snapshotSize);
    return this.#snapshot === null && this.#writesSinceSnapshot >= due;
  }

  /** The accounts are captured now, while they are those of the block, and written once the block itself is safe. */
  #snapshotAfter(written: Promise<void>, height: number): Promise<void> {
    const accounts = this.#options.capture();
    this.#writesSinceSnapshot = 0;
    this.#snapshotSize = accounts.length;
    this.#snapshot = written
      .then(() => writeSnapshot(this.#options.folder, height, accounts, this.#closing.signal))
      .catch((error: unknown) => process.emitWarning(`the account snapshot could not be written: ${String(error)}`))
      .finally(() => {
        this.#snapshot = null;
      });
    return written;
  }
}

/** The details are at the end of their frame, in order: from now on they are read from there. */
function releaseDetails(entries: readonly TransactionEntry[], frameEnd: number): void {
  let offset = frameEnd - entries.reduce((sum, { details }) => sum + details.length, 0);
  for (const entry of entries) {
    const { length } = entry.details;
    entry.details = { offset, length };
    offset += length;
  }
}

function promiseWithResolvers(): PromiseWithResolvers<void> {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
