import type { BlockHeader } from '../chain/block-table.ts';
import type { ChainNode } from '../chain/chain-node.ts';
import type { Commitment } from '../chain/commitment.ts';
import type { TransactionEntry } from '../chain/transaction-table.ts';
import type { View } from '../chain/view.ts';
import type { WireTransaction } from '../chain/wire-transaction.ts';

/** How a node differs from the chain behind it. */
export interface Distortion {
  /** Blocks it is behind, at every commitment. */
  readonly blocksBehind: number;
  /** Transactions it knows nothing of. */
  readonly hides: (signature: string) => boolean;
  /** Whether it takes every blockhash for unknown when it simulates. */
  readonly refusesBlockhash: boolean;
  /** What becomes of a transaction sent to it. */
  readonly send: (transaction: WireTransaction, retries: number) => void;
}

/**
 * A node that is behind or keeps something back. Its reads are those of the chain at an earlier block. Simulations run
 * on the newest accounts all the same, since the runtime has no others.
 */
export class FaultyNode implements ChainNode {
  readonly #inner: ChainNode;
  readonly #distortion: Distortion;
  readonly state: ChainNode['state'];
  readonly bank: ChainNode['bank'];
  readonly priorityFees: ChainNode['priorityFees'];
  // These follow from the height a view names, or change the chain itself.
  readonly account: ChainNode['account'];
  readonly details: ChainNode['details'];
  readonly latestBlockhash: ChainNode['latestBlockhash'];
  readonly simulate: ChainNode['simulate'];
  readonly slotOf: ChainNode['slotOf'];
  readonly submit: ChainNode['submit'];
  readonly timeOf: ChainNode['timeOf'];
  readonly transactionCount: ChainNode['transactionCount'];
  readonly writeAccounts: ChainNode['writeAccounts'];

  constructor(inner: ChainNode, distortion: Distortion) {
    this.#inner = inner;
    this.#distortion = distortion;
    this.state = inner.state;
    this.bank = inner.bank;
    this.priorityFees = inner.priorityFees;
    this.account = inner.account.bind(inner);
    this.details = inner.details.bind(inner);
    this.latestBlockhash = inner.latestBlockhash.bind(inner);
    this.simulate = inner.simulate.bind(inner);
    this.slotOf = inner.slotOf.bind(inner);
    this.submit = inner.submit.bind(inner);
    this.timeOf = inner.timeOf.bind(inner);
    this.transactionCount = inner.transactionCount.bind(inner);
    this.writeAccounts = inner.writeAccounts.bind(inner);
  }

  view(commitment: Commitment): View {
    const height = Math.max(0, this.#inner.view(commitment).height - this.#distortion.blocksBehind);
    return { commitment, height, slot: this.#inner.slotOf(height) };
  }

  commitmentOf(height: number): Commitment {
    if (height <= this.view('finalized').height) return 'finalized';
    return height <= this.view('confirmed').height ? 'confirmed' : 'processed';
  }

  isBlockhashValid(blockhash: string, view: View): boolean {
    return this.#inner.isBlockhashValid(blockhash, view, this.#distortion.blocksBehind);
  }

  find(signature: string): TransactionEntry | null {
    const entry = this.#inner.find(signature);
    return entry !== null && this.#knows(entry) ? entry : null;
  }

  *newestFirst(address: string): Iterable<TransactionEntry> {
    for (const entry of this.#inner.newestFirst(address)) {
      if (this.#knows(entry)) yield entry;
    }
  }

  entriesOf(header: BlockHeader): readonly TransactionEntry[] {
    return this.#inner.entriesOf(header).filter((entry) => this.#knows(entry));
  }

  refusal(transaction: WireTransaction, view: View) {
    const { refusesBlockhash } = this.#distortion;
    if (refusesBlockhash || !this.isBlockhashValid(transaction.message.recentBlockhash, view))
      return 'BlockhashNotFound';
    return this.find(transaction.signature) === null ? null : 'AlreadyProcessed';
  }

  send(transaction: WireTransaction, retries: number): void {
    this.#distortion.send(transaction, retries);
  }

  #knows({ signature, height }: TransactionEntry): boolean {
    return height <= this.view('processed').height && !this.#distortion.hides(signature);
  }
}
