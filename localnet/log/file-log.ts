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

/** Blocks whose place in the file is known: more than can be taken back. */
const KNOWN_STARTS = 64;
/** Newest blocks whose details are not read from the file: through finality, and a little longer. */
const BLOCKS_IN_MEMORY = 48;

interface Pending {
  readonly height: number;
  readonly frame: Buffer;
  readonly entries: readonly TransactionEntry[];
  readonly written: PromiseWithResolvers<void>;
}

interface Written {
  readonly height: number;
  readonly entries: readonly TransactionEntry[];
  readonly frameEnd: number;
}

/** The file is to end where this block began. */
interface Undo {
  readonly undoFrom: number;
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
  readonly #starts = new Map<number, number>();
  #written: Written[] = [];
  #pending: (Pending | Undo)[] = [];
  #writing: Promise<void> | null = null;
  #snapshot: Promise<void> | null = null;
  #end: number;
  #writesSinceSnapshot: number;
  #snapshotSize = 0;
  #snapshotHeight = -1;
  #failure: unknown;

  constructor(options: FileLogOptions) {
    this.#options = options;
    this.#end = options.end;
    this.#writesSinceSnapshot = options.writesSinceSnapshot;
  }

  append(record: BlockRecord): Promise<void> {
    const entries = record.transactions.map(({ entry }) => entry);
    const written = promiseWithResolvers();
    this.#pending.push({ height: record.height, frame: encodeBlock(record), entries, written });
    this.#writing ??= this.#write();
    this.#writesSinceSnapshot += record.writes.length;
    return this.#snapshotIsDue() ? this.#snapshotAfter(written.promise, record.height) : written.promise;
  }

  undo(first: number): void {
    if (this.#snapshotHeight >= first) {
      throw new Error('an account snapshot was taken of these blocks; try again with the next ones');
    }
    this.#pending.push({ undoFrom: first });
    this.#writing ??= this.#write();
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
      const batch = this.#nextBatch();
      try {
        // A block behind one that could not be written is lost with it.
        if (this.#failure !== undefined) throw this.#failure;
        if ('undoFrom' in batch) await this.#cut(batch);
        else await this.#writeBatch(batch);
        settle(batch, ({ written }) => written.resolve());
      } catch (error) {
        this.#failure = error;
        settle(batch, ({ written }) => written.reject(error));
      }
    }
    this.#writing = null;
  }

  /** What comes next: the blocks up to the first one to be taken back, or that. */
  #nextBatch(): readonly Pending[] | Undo {
    const [first] = this.#pending;
    if (first !== undefined && 'undoFrom' in first) {
      this.#pending.shift();
      return first;
    }
    const end = this.#pending.findIndex((item) => 'undoFrom' in item);
    return this.#pending.splice(0, end === -1 ? this.#pending.length : end) as Pending[];
  }

  async #cut({ undoFrom }: Undo): Promise<void> {
    const start = this.#starts.get(undoFrom);
    for (const height of [...this.#starts.keys()].filter((known) => known >= undoFrom)) this.#starts.delete(height);
    if (start === undefined) return; // not written yet, nor is anything after it
    this.#written = this.#written.filter(({ height }) => height < undoFrom);
    await this.#options.file.truncate(start);
    this.#end = start;
  }

  async #writeBatch(batch: readonly Pending[]): Promise<void> {
    const { file } = this.#options;
    const bytes = Buffer.concat(batch.map(({ frame }) => frame));
    for (let done = 0; done < bytes.length; ) {
      done += (await file.write(bytes, done, bytes.length - done, this.#end + done)).bytesWritten;
    }
    await file.datasync();
    for (const { height, frame, entries } of batch) {
      this.#starts.set(height, this.#end);
      this.#starts.delete(height - KNOWN_STARTS);
      this.#end += frame.length;
      this.#written.push({ height, entries, frameEnd: this.#end });
    }
    this.#releaseOld();
  }

  /** Clients ask for transactions soon after they landed; until then their details stay in memory as well. */
  #releaseOld(): void {
    const newest = this.#written.at(-1)?.height ?? 0;
    while ((this.#written[0]?.height ?? newest) <= newest - BLOCKS_IN_MEMORY) {
      const oldest = this.#written.shift();
      if (oldest !== undefined) releaseDetails(oldest.entries, oldest.frameEnd);
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
    this.#snapshotHeight = height;
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

function settle(batch: readonly Pending[] | Undo, tell: (block: Pending) => void): void {
  if ('undoFrom' in batch) return;
  for (const block of batch) tell(block);
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
