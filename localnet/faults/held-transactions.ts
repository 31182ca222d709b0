import { lastValidBlockHeight } from '../chain/blockhash-queue.ts';
import type { Chain } from '../chain/chain.ts';
import { describeTransactionError } from '../chain/transaction-error.ts';
import type { WireTransaction } from '../chain/wire-transaction.ts';
import type { Release } from './rule.ts';

interface Held {
  readonly transaction: WireTransaction;
  /** Addresses that keep it. */
  readonly endpoints: Set<number>;
  readonly heldAt: number;
  /** Height of the block it is put into; null when only a command lets it go. */
  readonly releaseHeight: number | null;
}

export interface HeldReport {
  readonly signature: string;
  readonly endpoints: readonly number[];
  readonly heldAt: number;
  readonly releaseHeight: number | null;
}

export interface ReleasedReport {
  readonly signature: string;
  /** Height of the block that was open. */
  readonly height: number;
  /** `landed`, or why the chain would not have it. */
  readonly outcome: string;
}

/** Releases kept for the list. */
const MAX_RELEASED = 10_000;

/** Transactions that nodes accepted and keep back, to be put into a chosen block. */
export class HeldTransactions {
  readonly #chain: Chain;
  readonly #held = new Map<string, Held>();
  readonly #released: ReleasedReport[] = [];

  constructor(chain: Chain) {
    this.#chain = chain;
    chain.events.on('slot', () => this.#releaseDue());
  }

  get size(): number {
    return this.#held.size;
  }

  /** Keeps a transaction back; one that another address keeps already is kept by this one too, until the same moment. */
  hold(transaction: WireTransaction, endpoint: number, release: Release): void {
    const held = this.#held.get(transaction.signature);
    if (held !== undefined) {
      held.endpoints.add(endpoint);
      return;
    }
    const { height } = this.#chain.view('processed');
    const releaseHeight = this.#releaseHeight(transaction, release, height);
    this.#held.set(transaction.signature, {
      transaction,
      endpoints: new Set([endpoint]),
      heldAt: height,
      releaseHeight,
    });
  }

  /** Whether this address has the transaction and keeps it back: then it swallows the same bytes sent again. */
  keeps(signature: string, endpoint: number): boolean {
    return this.#held.get(signature)?.endpoints.has(endpoint) === true;
  }

  /** Puts what is held into the open block now, all of it or the signatures named. Returns what became of each. */
  release(signatures: readonly string[] | null): ReleasedReport[] {
    return [...this.#held.values()]
      .filter(({ transaction }) => signatures === null || signatures.includes(transaction.signature))
      .map((held) => this.#let(held));
  }

  /** Forgets what is held, so that it never lands. Returns how many. */
  discard(): number {
    const { size } = this.#held;
    this.#held.clear();
    return size;
  }

  list(): HeldReport[] {
    return [...this.#held.values()].map(({ transaction, endpoints, heldAt, releaseHeight }) => {
      return { signature: transaction.signature, endpoints: [...endpoints], heldAt, releaseHeight };
    });
  }

  released(): readonly ReleasedReport[] {
    return this.#released;
  }

  #releaseDue(): void {
    const { height } = this.#chain.view('processed');
    for (const held of this.#held.values()) {
      if (held.releaseHeight !== null && held.releaseHeight <= height) this.#let(held);
    }
  }

  #let({ transaction }: Held): ReleasedReport {
    const { signature } = transaction;
    this.#held.delete(signature);
    const { height } = this.#chain.view('processed');
    const submission = this.#chain.submit(transaction);
    const outcome = submission.landed ? 'landed' : describeTransactionError(submission.error);
    const report = { signature, height, outcome };
    this.#released.push(report);
    if (this.#released.length > MAX_RELEASED) this.#released.shift();
    return report;
  }

  #releaseHeight(transaction: WireTransaction, release: Release, height: number): number | null {
    if (typeof release === 'object') return 'height' in release ? release.height : height + release.after;
    if (release === 'command') return null;
    const blockhashHeight = this.#chain.heightOfBlockhash(transaction.message.recentBlockhash) ?? height;
    return lastValidBlockHeight(blockhashHeight) + BLOCKS_PAST[release];
  }
}

const BLOCKS_PAST = { 'last-valid': 0, 'last-valid+1': 1, 'last-valid+2': 2 } as const;
