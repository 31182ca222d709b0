import { type AccountState, SYSTEM_PROGRAM } from '../chain/account.ts';
import type { Chain } from '../chain/chain.ts';
import type { Commitment } from '../chain/commitment.ts';
import type { LandedTransaction } from '../chain/landed-transaction.ts';
import type { View } from '../chain/view.ts';
import { encodeAccount } from '../rpc/encoding/account.ts';
import type { SignatureSubscription, SubscriptionRegistry } from './subscription.ts';

/** What subscribers see of an account that is gone. */
const CLOSED: AccountState = { lamports: 0n, data: Buffer.alloc(0), owner: SYSTEM_PROGRAM, executable: false };

/** Tells subscribers what happens on the chain, each at the commitment it asked for. */
export class Notifier {
  readonly #chain: Chain;
  readonly #registry: SubscriptionRegistry;

  constructor(chain: Chain, registry: SubscriptionRegistry) {
    this.#chain = chain;
    this.#registry = registry;
  }

  /** Begins to listen to the chain. */
  start(): void {
    const { events } = this.#chain;
    events.on('accounts', (addresses) => this.#accounts(addresses, this.#chain.view('processed')));
    events.on('transaction', (transaction) => this.#transaction(transaction, 'processed'));
    events.on('slot', (slot) => this.#slot(slot));
    events.on('reached', ({ commitment, height, transactions }) => {
      const view = { commitment, height, slot: this.#chain.slotOf(height) };
      this.#accounts(this.#chain.state.accounts.writtenBy(height), view);
      for (const transaction of transactions) this.#transaction(transaction, commitment);
      this.#reached(view);
    });
  }

  /** Answers a new signature subscription whose transaction is already where the subscriber waits for it. */
  settle(subscription: SignatureSubscription): void {
    const entry = this.#chain.state.transactions.find(subscription.signature);
    if (entry !== null && entry.height <= this.#chain.view(subscription.commitment).height) {
      this.#finish(subscription, entry.height, entry.err);
    }
  }

  #accounts(addresses: Iterable<string>, view: View): void {
    for (const address of addresses) {
      const state = this.#chain.account(address, view);
      this.#account(address, state, view);
      if (state !== null) this.#programAccount(address, state, view);
    }
  }

  #account(address: string, state: AccountState | null, view: View): void {
    for (const { commitment, encoding, notify } of this.#registry.of('account', address)) {
      if (commitment !== view.commitment) continue;
      notify(at(view.slot, encodeAccount(state ?? CLOSED, encoding, this.#reader(view))));
    }
  }

  #programAccount(pubkey: string, state: AccountState, view: View): void {
    for (const { commitment, encoding, matches, notify } of this.#registry.of('program', state.owner)) {
      if (commitment !== view.commitment || !matches(state)) continue;
      notify(at(view.slot, { pubkey, account: encodeAccount(state, encoding, this.#reader(view)) }));
    }
  }

  #transaction({ entry, addresses, logs }: LandedTransaction, reached: Commitment): void {
    const slot = this.#chain.slotOf(entry.height);
    for (const { commitment, mentions, notify } of this.#registry.of('logs')) {
      if (commitment !== reached || (mentions !== null && !addresses.includes(mentions))) continue;
      notify(at(slot, { signature: entry.signature, err: entry.err, logs }));
    }
    for (const subscription of this.#registry.of('signature', entry.signature)) {
      if (reached === 'processed' && subscription.wantsReceived) subscription.notify(at(slot, 'receivedSignature'));
      if (subscription.commitment === reached) this.#finish(subscription, entry.height, entry.err);
    }
  }

  #finish({ id, notify }: SignatureSubscription, height: number, err: unknown): void {
    notify(at(this.#chain.slotOf(height), { err }));
    this.#registry.remove(id);
  }

  #slot(slot: { slot: number; parent: number; root: number }): void {
    for (const { notify } of this.#registry.of('slot')) notify(slot);
    const timestamp = Date.now();
    for (const { notify } of this.#registry.of('slotsUpdates')) {
      notify({ type: 'frozen', slot: slot.parent, timestamp, stats: NO_STATS });
      notify({ type: 'createdBank', slot: slot.slot, parent: slot.parent, timestamp });
    }
  }

  #reached({ commitment, slot }: View): void {
    const type = commitment === 'finalized' ? 'root' : 'optimisticConfirmation';
    for (const { notify } of this.#registry.of('slotsUpdates')) notify({ type, slot, timestamp: Date.now() });
    if (commitment !== 'finalized') return;
    for (const { notify } of this.#registry.of('root')) notify(slot);
  }

  #reader(view: View) {
    return (address: string): AccountState | null => this.#chain.account(address, view);
  }
}

const NO_STATS = {
  numTransactionEntries: 0,
  numSuccessfulTransactions: 0,
  numFailedTransactions: 0,
  maxTransactionsPerEntry: 0,
};

function at(slot: number, value: unknown) {
  return { context: { slot }, value };
}
