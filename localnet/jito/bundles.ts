import { createHash } from 'node:crypto';
import type { Chain } from '../chain/chain.ts';
import type { TransactionError } from '../chain/transaction-error.ts';
import type { TransactionEntry } from '../chain/transaction-table.ts';
import type { WireTransaction } from '../chain/wire-transaction.ts';
import { MINIMUM_TIP_LAMPORTS, tipOf } from './tip-accounts.ts';

/** Most transactions of one bundle. */
export const MAX_BUNDLE_TRANSACTIONS = 5;
/** Bundles remembered; the oldest is forgotten first, as a block engine forgets after five minutes. */
const MAX_REMEMBERED = 10_000;

/** The bundle is refused at the door; the message is for its sender. */
export class BundleRefused extends Error {
  override readonly name = 'BundleRefused';
}

export type BundleStatus = 'Pending' | 'Failed' | 'Landed';

/** What became of a bundle, told once. */
export type BundleNews =
  | { readonly kind: 'accepted' | 'processed'; readonly slot: number }
  | { readonly kind: 'rejected'; readonly signature: string; readonly error: TransactionError };

/** Hears of the bundles of one sender. */
export type BundleListener = (id: string, news: BundleNews) => void;

interface Bundle {
  readonly id: string;
  readonly sender: string;
  readonly transactions: readonly WireTransaction[];
  readonly tip: bigint;
  status: 'Pending' | 'Failed' | 'Ran';
}

/**
 * The auction of a block engine: bundles wait for the next slot and then run in it, the highest tip first, each all or nothing.
 * One that cannot run is rejected and not tried again; its sender may send it anew.
 */
export class Bundles {
  readonly #chain: Chain;
  readonly #known = new Map<string, Bundle>();
  readonly #listeners = new Set<{ readonly sender: string; readonly tell: BundleListener }>();
  #swallowing = false;

  constructor(chain: Chain) {
    this.#chain = chain;
    chain.events.on('slot', ({ slot }) => this.#run(slot));
  }

  /**
   * Takes a bundle and answers its id, which says nothing about whether it will land. One already waiting keeps its place.
   * @throws BundleRefused
   */
  submit(transactions: readonly WireTransaction[], sender: string): string {
    const tip = this.#check(transactions);
    const id = idOf(transactions);
    if (this.#swallowing) this.#remember({ id, sender, transactions, tip, status: 'Failed' });
    else if (this.#known.get(id)?.status !== 'Pending') {
      this.#remember({ id, sender, transactions, tip, status: 'Pending' });
    }
    return id;
  }

  /** From now on, whether bundles are answered with their id and then dropped without a word. */
  swallow(swallowing: boolean): void {
    this.#swallowing = swallowing;
  }

  /** Answers what ends the listening. */
  listen(sender: string, tell: BundleListener): () => void {
    const listener = { sender, tell };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Null for a bundle nobody sent, or sent long ago. */
  statusOf(id: string): BundleStatus | null {
    const bundle = this.#known.get(id);
    if (bundle?.status !== 'Ran') return bundle?.status ?? null;
    return this.landed(id) === null ? 'Failed' : 'Landed';
  }

  /** The bundle's transactions on the chain; null when it did not land, or its block was undone. */
  landed(id: string): readonly TransactionEntry[] | null {
    const bundle = this.#known.get(id);
    if (bundle?.status !== 'Ran') return null;
    const entries = bundle.transactions.map(({ signature }) => this.#chain.find(signature));
    return entries.every((entry) => entry !== null) ? entries : null;
  }

  /** Answers the bundle's tip. */
  #check(transactions: readonly WireTransaction[]): bigint {
    if (transactions.length === 0) throw new BundleRefused('bundle contains no transactions');
    if (transactions.length > MAX_BUNDLE_TRANSACTIONS) {
      throw new BundleRefused(`bundles may hold at most ${MAX_BUNDLE_TRANSACTIONS} transactions`);
    }
    const signatures = new Set(transactions.map(({ signature }) => signature));
    if (signatures.size < transactions.length) throw new BundleRefused('bundle contains duplicate transactions');
    if ([...signatures].some((signature) => this.#chain.find(signature) !== null)) {
      throw new BundleRefused('bundle contains an already processed transaction');
    }
    const tip = tipOf(transactions);
    if (tip >= MINIMUM_TIP_LAMPORTS) return tip;
    throw new BundleRefused(`bundle must tip a tip account at least ${MINIMUM_TIP_LAMPORTS} lamports`);
  }

  #remember(bundle: Bundle): void {
    this.#known.delete(bundle.id);
    this.#known.set(bundle.id, bundle);
    for (const id of this.#known.keys()) {
      if (this.#known.size <= MAX_REMEMBERED) break;
      this.#known.delete(id);
    }
  }

  #run(slot: number): void {
    const waiting = [...this.#known.values()].filter(({ status }) => status === 'Pending');
    for (const bundle of waiting.sort((one, other) => (one.tip < other.tip ? 1 : -1))) {
      this.#tell(bundle, { kind: 'accepted', slot });
      const outcome = this.#chain.submitBundle(bundle.transactions);
      bundle.status = outcome.landed ? 'Ran' : 'Failed';
      this.#tell(bundle, outcome.landed ? { kind: 'processed', slot } : { kind: 'rejected', ...outcome });
    }
  }

  #tell({ id, sender }: Bundle, news: BundleNews): void {
    for (const listener of this.#listeners) if (listener.sender === sender) listener.tell(id, news);
  }
}

/** SHA-256 of the signatures, as a block engine makes it. */
function idOf(transactions: readonly WireTransaction[]): string {
  return createHash('sha256')
    .update(transactions.map(({ signature }) => signature).join(','))
    .digest('hex');
}
