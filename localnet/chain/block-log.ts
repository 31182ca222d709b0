import type { AccountState } from './account.ts';
import type { AccountStore } from './account-store.ts';
import type { BlockTable, SealedBlock } from './block-table.ts';
import type { Details, LoggedTransaction, TransactionTable } from './transaction-table.ts';

/** What the chain remembers: every account, every block, every landed transaction. */
export interface ChainState {
  readonly accounts: AccountStore;
  readonly blocks: BlockTable;
  readonly transactions: TransactionTable;
}

export interface BlockRecord {
  readonly height: number;
  readonly block: SealedBlock;
  readonly transactions: readonly LoggedTransaction[];
  /** Accounts the block wrote, as it left them. */
  readonly writes: readonly (readonly [string, AccountState | null])[];
}

/** Where sealed blocks go. */
export interface BlockLog {
  /** Takes a block, in order of height. Resolves once it would survive a crash. */
  append(record: BlockRecord): Promise<void>;
  /** Takes back the blocks from this height on; the next one taken has this height. Throws when it cannot. */
  undo(first: number): void;
  /** The details of a landed transaction, wherever they are. */
  read(details: Details): Promise<Buffer>;
  /** Writes what is pending and lets go of the files. */
  close(): Promise<void>;
}

/** The log of a chain without a data folder: what is in memory is all there is. */
export class MemoryLog implements BlockLog {
  async append(): Promise<void> {}

  undo(): void {}

  async read(details: Details): Promise<Buffer> {
    if (!Buffer.isBuffer(details)) throw new Error('details are not in memory');
    return details;
  }

  async close(): Promise<void> {}
}
