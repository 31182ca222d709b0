import { EventEmitter } from 'node:events';
import { type AccountState, SYSVAR_OWNER } from './account.ts';
import type { Bank, SimulationResult } from './bank.ts';
import type { BlockLog, ChainState } from './block-log.ts';
import type { BlockHeader } from './block-table.ts';
import { lastValidBlockHeight } from './blockhash-queue.ts';
import type { ChainEvents } from './chain-events.ts';
import type { Commitment } from './commitment.ts';
import { decodeDetails, type TransactionDetails } from './details.ts';
import { type AccountWrites, execute, type Landing } from './execute.ts';
import { type BundleOutcome, executeBundle } from './execute-bundle.ts';
import { unitPrice } from './fees.ts';
import { Finality } from './finality.ts';
import { type LandedTransaction, landedTransaction } from './landed-transaction.ts';
import { isWritable } from './message-keys.ts';
import { newBlockhash, type OpenBlock } from './open-block.ts';
import { PriorityFees } from './priority-fees.ts';
import { RecentHashes } from './recent-hashes.ts';
import { RetryQueue } from './retry-queue.ts';
import type { Submission } from './submission.ts';
import type { TransactionError } from './transaction-error.ts';
import type { TransactionEntry } from './transaction-table.ts';
import { undoBlocks } from './undo.ts';
import type { View } from './view.ts';
import type { WireTransaction } from './wire-transaction.ts';

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
  readonly #retries = new RetryQueue();
  readonly #fail: (error: unknown) => void;
  #hashes: RecentHashes;
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
    this.#hashes = new RecentHashes(state.blocks);
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
    return this.#hashes.blockhashes.isValid(blockhash, Math.min(view.height, tip), tip);
  }

  /** Height of the block a recent blockhash is of; null when it is not known. */
  heightOfBlockhash(blockhash: string): number | null {
    return this.#hashes.blockhashes.heightOf(blockhash);
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
    this.#tellSlot();
    this.#retries.run(this.#open.height, (transaction) => this.#mayRunLater(transaction, this.submit(transaction)));
    await written;
  }

  /**
   * Undoes the newest blocks, the open one included, as when another fork wins: at most so many, and never one that is
   * confirmed. The block opened then has the height of the first one undone, and a slot of its own. Returns what had
   * landed in them. Throws, and undoes nothing, when the log cannot take the blocks back.
   */
  undo(blocks: number): readonly LandedTransaction[] {
    const first = Math.max(this.view('confirmed').height + 1, this.#open.height - blocks + 1);
    const { slot, transactions } = this.#open;
    this.#log.undo(first);
    const undone = [...this.#finality.undo(first), ...transactions];
    const restored = undoBlocks(this.state, this.bank, first, undone);
    this.#hashes = new RecentHashes(this.state.blocks);
    this.#open = this.#openBlock(slot + 1 - this.state.blocks.slot(first - 1));
    this.events.emit('accounts', restored);
    this.#tellSlot();
    return undone;
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

  #write(writes: AccountWrites): void {
    for (const [address, state] of writes) this.state.accounts.write(address, state, this.#open.height);
    this.events.emit(
      'accounts',
      writes.map(([address]) => address),
    );
  }

  #land(transaction: WireTransaction, landing: Landing): TransactionEntry {
    const { keys, writes } = landing;
    this.#write(writes);
    const { message } = transaction;
    const landed = landedTransaction(transaction, landing, this.#open.height);
    this.state.transactions.append(landed.entry, keys.all);
    this.#open.transactions.push(landed);
    this.priorityFees.record(
      Number(unitPrice(message)),
      keys.all.filter((_, index) => isWritable(message, keys.loaded, index)),
    );
    this.events.emit('transaction', landed);
    return landed.entry;
  }

  #seal(): Promise<void> {
    const { height, slot, time, transactions } = this.#open;
    const { accounts, blocks } = this.state;
    const block = {
      slot,
      time,
      transactions: transactions.length,
      blockhash: newBlockhash(this.#open, blocks.blockhash(blocks.tip)),
    };
    blocks.append(block);
    this.#hashes.remember(height);
    this.#finality.sealed(height, transactions);
    const writes = [...accounts.writtenBy(height)].map((address) => [address, accounts.current(address)] as const);
    return this.#log.append({ height, block, transactions, writes }).then(
      () => this.#persisted(height, block.blockhash),
      (error: unknown) => this.#fail(error),
    );
  }

  #persisted(height: number, blockhash: string): void {
    // A fork may have taken the block back while it was being written.
    if (height > this.state.blocks.tip || this.state.blocks.blockhash(height) !== blockhash) return;
    this.#finality.heights.persisted(height);
    this.#announce();
  }

  #openBlock(slotsAhead: number): OpenBlock {
    const { tip } = this.state.blocks;
    const parent = this.state.blocks.header(tip);
    const time = Math.max(parent.time, Math.floor(Date.now() / 1000));
    const open = { height: tip + 1, slot: parent.slot + slotsAhead, time, transactions: [] };
    this.bank.openSlot(open.slot, time, this.#hashes.slotHashes);
    this.priorityFees.openBlock(open.slot);
    this.#finality.heights.opened(open.height);
    return open;
  }

  #tellSlot(): void {
    const { blocks } = this.state;
    const parent = blocks.slot(blocks.tip);
    this.events.emit('slot', { slot: this.#open.slot, parent, root: this.view('finalized').slot });
  }

  /** Tells subscribers of every block that reached a commitment since the last call. */
  #announce(): void {
    this.#finality.announce((commitment, height, transactions) => {
      this.events.emit('reached', { commitment, height, transactions });
      if (commitment === 'finalized') this.state.accounts.finalize(height);
    });
  }
}
