import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { type AccountState, SYSVAR_OWNER } from './account.ts';
import type { Bank, SimulationResult } from './bank.ts';
import { encodeBase58 } from './base58.ts';
import type { BlockLog, ChainState } from './block-log.ts';
import type { BlockHeader } from './block-table.ts';
import { BlockhashQueue, lastValidBlockHeight } from './blockhash-queue.ts';
import type { ChainEvents } from './chain-events.ts';
import type { Commitment } from './commitment.ts';
import { decodeDetails, encodeDetails, type TransactionDetails } from './details.ts';
import { type AccountWrites, execute, type Landing } from './execute.ts';
import { type BundleOutcome, executeBundle } from './execute-bundle.ts';
import { unitPrice } from './fees.ts';
import { Finality } from './finality.ts';
import type { LandedTransaction } from './landed-transaction.ts';
import { memoOf } from './memo.ts';
import { isWritable, type MessageKeys } from './message-keys.ts';
import { PriorityFees } from './priority-fees.ts';
import { RetryQueue } from './retry-queue.ts';
import { SLOT_HASHES_ENTRIES, SlotHashes } from './sysvars.ts';
import type { TransactionError } from './transaction-error.ts';
import type { TransactionEntry } from './transaction-table.ts';
import type { WireTransaction } from './wire-transaction.ts';

/** A transaction either landed (well or with an error) or was refused before it ran and left no trace. */
export type Submission =
  | { readonly landed: true; readonly entry: TransactionEntry }
  | { readonly landed: false; readonly error: TransactionError };

interface OpenBlock {
  readonly height: number;
  readonly slot: number;
  readonly time: number;
  readonly transactions: LandedTransaction[];
}

/** Where a read stands: the block of a commitment. */
export interface View {
  readonly commitment: Commitment;
  readonly height: number;
  readonly slot: number;
}

/** Sealed blocks that may wait for the disk before slots stop. */
const MAX_UNWRITTEN_BLOCKS = 8;
/**
 * Slots left out at a restart, so that a slot announced before a crash and lost with it is not announced again with
 * other contents. More than the blocks that can be lost.
 */
const RESTART_SLOT_GAP = MAX_UNWRITTEN_BLOCKS + 8;

/**
 * The chain: runs transactions on arrival in the open block, seals the block when its slot ends, and keeps what
 * every commitment may still be asked.
 */
export class Chain {
  readonly events = new EventEmitter<ChainEvents>();
  readonly priorityFees = new PriorityFees();
  readonly state: ChainState;
  readonly bank: Bank;
  readonly #log: BlockLog;
  readonly #finality: Finality;
  readonly #blockhashes = new BlockhashQueue();
  readonly #slotHashes = new SlotHashes();
  readonly #retries = new RetryQueue();
  readonly #fail: (error: unknown) => void;
  #open: OpenBlock;

  /**
   * A chain over a state with at least its genesis block. `fail` is called when the log cannot be written:
   * nothing can be confirmed any more.
   */
  constructor(state: ChainState, bank: Bank, log: BlockLog, fail: (error: unknown) => void) {
    this.state = state;
    this.bank = bank;
    this.#log = log;
    this.#fail = fail;
    const { tip } = state.blocks;
    this.#finality = new Finality(tip);
    for (let height = Math.max(0, tip - SLOT_HASHES_ENTRIES); height <= tip; height += 1) this.#remember(height);
    this.#open = this.#openBlock(tip === 0 ? 1 : RESTART_SLOT_GAP);
  }

  /** The block a read at this commitment sees. */
  view(commitment: Commitment): View {
    const height = this.#finality.heights.at(commitment);
    return { commitment, height, slot: this.slotOf(height) };
  }

  commitmentOf(height: number): Commitment {
    return this.#finality.heights.of(height);
  }

  slotOf(height: number): number {
    return height === this.#open.height ? this.#open.slot : this.state.blocks.slot(height);
  }

  timeOf(height: number): number {
    return height === this.#open.height ? this.#open.time : this.state.blocks.header(height).time;
  }

  /** Transactions run so far, the open block included. */
  transactionCount(height: number): number {
    const sealed = this.state.blocks.header(Math.min(height, this.state.blocks.tip)).totalTransactions;
    return height === this.#open.height ? sealed + this.#open.transactions.length : sealed;
  }

  /** A landed transaction by its signature, however old. */
  find(signature: string): TransactionEntry | null {
    return this.state.transactions.find(signature);
  }

  /** Landed transactions that name the address, newest first. */
  newestFirst(address: string): Iterable<TransactionEntry> {
    return this.state.transactions.newestFirst(address);
  }

  account(address: string, view: View): AccountState | null {
    const state = this.state.accounts.at(address, view.height);
    return state?.owner === SYSVAR_OWNER ? this.bank.read(address) : state;
  }

  latestBlockhash(view: View): { blockhash: string; lastValidBlockHeight: number } {
    const height = Math.min(view.height, this.state.blocks.tip);
    return { blockhash: this.state.blocks.blockhash(height), lastValidBlockHeight: lastValidBlockHeight(height) };
  }

  /** Whether a transaction with this blockhash may run on top of the view, as a node so many blocks behind sees it. */
  isBlockhashValid(blockhash: string, view: View, blocksBehind = 0): boolean {
    const tip = this.state.blocks.tip - blocksBehind;
    return this.#blockhashes.isValid(blockhash, Math.min(view.height, tip), tip);
  }

  /** Height of the block a recent blockhash is of; null when it is not known. */
  heightOfBlockhash(blockhash: string): number | null {
    return this.#blockhashes.heightOf(blockhash);
  }

  /** Why the transaction may not run on top of this view, as far as can be told without running it. */
  refusal({ message, signature }: WireTransaction, view: View): TransactionError | null {
    if (!this.isBlockhashValid(message.recentBlockhash, view)) return 'BlockhashNotFound';
    return this.find(signature) === null ? null : 'AlreadyProcessed';
  }

  /** Runs a transaction in the open block. It lands if it can pay its fee, even when it then fails. */
  submit(transaction: WireTransaction): Submission {
    const refusal = this.refusal(transaction, this.view('processed'));
    if (refusal !== null) return { landed: false, error: refusal };
    const execution = execute(transaction, this.bank, this.state.accounts);
    return execution.landed ? { landed: true, entry: this.#land(transaction, execution) } : execution;
  }

  /** Runs transactions one after another in the open block, all or none: each has to run well. */
  submitBundle(transactions: readonly WireTransaction[]): BundleOutcome {
    for (const transaction of transactions) {
      const error = this.refusal(transaction, this.view('processed'));
      if (error !== null) return { landed: false, signature: transaction.signature, error };
    }
    const outcome = executeBundle(transactions, this.bank, this.state.accounts);
    if (outcome.landed) for (const { transaction, execution } of outcome.steps) this.#land(transaction, execution);
    return outcome;
  }

  /** Submits a transaction, and once every few blocks again while it cannot run but still may: at most `retries` times. */
  send(transaction: WireTransaction, retries: number): void {
    if (this.#mayRunLater(transaction, this.submit(transaction))) {
      this.#retries.add(transaction, retries, this.#open.height);
    }
  }

  /** Runs a transaction on the open block and drops its effects. */
  simulate(transaction: WireTransaction, verifySignatures: boolean): SimulationResult {
    return this.bank.simulate(transaction.raw, verifySignatures);
  }

  /**
   * Writes accounts directly, as part of the open block, all or none. No program is asked; throws when the runtime
   * itself cannot hold an account (a broken program or sysvar).
   */
  writeAccounts(writes: AccountWrites): void {
    const previous = writes.map(([address]) => [address, this.state.accounts.current(address)] as const);
    try {
      for (const [address, state] of writes) this.bank.write(address, state);
    } catch (error) {
      for (const [address, state] of previous) this.bank.write(address, state);
      throw error;
    }
    this.#write(writes);
  }

  /** Transactions of a sealed block, in the order they ran. */
  entriesOf({ height, totalTransactions }: BlockHeader): readonly TransactionEntry[] {
    const before = height === 0 ? 0 : this.state.blocks.header(height - 1).totalTransactions;
    return this.state.transactions.slice(before, totalTransactions);
  }

  async details(entry: TransactionEntry): Promise<TransactionDetails> {
    return decodeDetails(await this.#log.read(entry.details));
  }

  /** Ends the slot, unless the disk is too far behind. Resolves once the block it sealed is on disk. */
  async tick(): Promise<void> {
    if (this.#open.height - this.#finality.heights.durable > MAX_UNWRITTEN_BLOCKS) return;
    const written = this.#seal();
    this.#open = this.#openBlock(1);
    this.#announce();
    const { slot } = this.#open;
    this.events.emit('slot', {
      slot,
      parent: this.state.blocks.slot(this.state.blocks.tip),
      root: this.view('finalized').slot,
    });
    this.#retries.run(this.#open.height, (transaction) => this.#mayRunLater(transaction, this.submit(transaction)));
    await written;
  }

  /** Seals the open block and closes the log. The chain takes nothing after this. */
  async close(): Promise<void> {
    await this.#seal();
    await this.#log.close();
  }

  #mayRunLater(transaction: WireTransaction, outcome: Submission): boolean {
    if (outcome.landed || outcome.error === 'SignatureFailure') return false;
    return this.refusal(transaction, this.view('processed')) === null;
  }

  #land(transaction: WireTransaction, { keys, meta, writes }: Landing): TransactionEntry {
    this.#write(writes);
    return this.#record(transaction, keys, { raw: transaction.raw, meta });
  }

  #write(writes: AccountWrites): void {
    for (const [address, state] of writes) this.state.accounts.write(address, state, this.#open.height);
    this.events.emit(
      'accounts',
      writes.map(([address]) => address),
    );
  }

  #record({ signature, message }: WireTransaction, keys: MessageKeys, details: TransactionDetails): TransactionEntry {
    const { height } = this.#open;
    const { err, logMessages } = details.meta;
    const entry = { signature, height, err, memo: memoOf(message), details: encodeDetails(details) };
    const landed = { entry, addresses: keys.all, logs: logMessages };
    this.state.transactions.append(entry, keys.all);
    this.#open.transactions.push(landed);
    this.priorityFees.record(
      Number(unitPrice(message)),
      keys.all.filter((_, index) => isWritable(message, keys.loaded, index)),
    );
    this.events.emit('transaction', landed);
    return entry;
  }

  #seal(): Promise<void> {
    const { height, slot, time, transactions } = this.#open;
    const { accounts, blocks } = this.state;
    const block = { slot, time, transactions: transactions.length, blockhash: this.#newBlockhash() };
    blocks.append(block);
    this.#remember(height);
    this.#finality.sealed(height, transactions);
    const writes = [...accounts.writtenBy(height)].map((address) => [address, accounts.current(address)] as const);
    return this.#log.append({ height, block, transactions, writes }).then(
      () => {
        this.#finality.heights.persisted(height);
        this.#announce();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #openBlock(slotsAhead: number): OpenBlock {
    const { tip } = this.state.blocks;
    const parent = this.state.blocks.header(tip);
    const time = Math.max(parent.time, Math.floor(Date.now() / 1000));
    const open = { height: tip + 1, slot: parent.slot + slotsAhead, time, transactions: [] };
    this.bank.openSlot(open.slot, time, this.#slotHashes.data);
    this.priorityFees.openBlock(open.slot);
    this.#finality.heights.opened(open.height);
    return open;
  }

  /** Unlike any other block's hash, also that of a block of the same slot lost in a crash. */
  #newBlockhash(): string {
    const { slot, transactions } = this.#open;
    const hash = createHash('sha256').update(this.state.blocks.blockhash(this.state.blocks.tip)).update(String(slot));
    for (const { entry } of transactions) hash.update(entry.signature);
    return encodeBase58(hash.update(randomBytes(16)).digest());
  }

  #remember(height: number): void {
    const { slot, blockhash } = this.state.blocks.header(height);
    this.#blockhashes.push(blockhash, height);
    this.#slotHashes.push(slot, blockhash);
  }

  /** Tells subscribers of every block that reached a commitment since the last call. */
  #announce(): void {
    this.#finality.announce((commitment, height, transactions) => {
      this.events.emit('reached', { commitment, height, transactions });
      if (commitment === 'finalized') this.state.accounts.finalize(height);
    });
  }
}
