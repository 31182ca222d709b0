import type { Commitment } from '../chain/commitment.ts';
import type { AccountEncoding } from '../rpc/encoding/account.ts';
import type { AccountFilter } from '../rpc/encoding/account-filter.ts';

interface Base {
  readonly id: number;
  readonly commitment: Commitment;
  /** Sends a notification's `result` to the subscriber. */
  readonly notify: (result: unknown) => void;
}

export type AccountSubscription = Base & {
  readonly kind: 'account';
  readonly address: string;
  readonly encoding: AccountEncoding;
};

export type ProgramSubscription = Base & {
  readonly kind: 'program';
  readonly program: string;
  readonly matches: AccountFilter;
  readonly encoding: AccountEncoding;
};

export type LogsSubscription = Base & {
  readonly kind: 'logs';
  /** The address a transaction must name, or null for every transaction. */
  readonly mentions: string | null;
};

export type SignatureSubscription = Base & {
  readonly kind: 'signature';
  readonly signature: string;
  readonly wantsReceived: boolean;
};

export type SlotSubscription = Base & { readonly kind: 'slot' | 'root' | 'slotsUpdates' };

export type Subscription =
  | AccountSubscription
  | ProgramSubscription
  | LogsSubscription
  | SignatureSubscription
  | SlotSubscription;

export type SubscriptionKind = Subscription['kind'];
type OfKind<K, S = Subscription> = S extends { kind: infer Own } ? (K extends Own ? S : never) : never;

/** All live subscriptions, by kind and by what they watch. */
export class SubscriptionRegistry {
  readonly #byId = new Map<number, Subscription>();
  readonly #byTopic = new Map<string, Set<Subscription>>();
  #lastId = 0;

  /** A number no subscription has had. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  add(subscription: Subscription): void {
    this.#byId.set(subscription.id, subscription);
    const topic = topicOf(subscription);
    const members = this.#byTopic.get(topic);
    if (members === undefined) this.#byTopic.set(topic, new Set([subscription]));
    else members.add(subscription);
  }

  /** Forgets a subscription; false when it was not there. */
  remove(id: number): boolean {
    const subscription = this.#byId.get(id);
    if (subscription === undefined) return false;
    this.#byId.delete(id);
    const topic = topicOf(subscription);
    const members = this.#byTopic.get(topic);
    members?.delete(subscription);
    if (members?.size === 0) this.#byTopic.delete(topic);
    return true;
  }

  /** Subscriptions of a kind, and of one address or signature where the kind watches one. A copy. */
  of<K extends SubscriptionKind>(kind: K, key = ''): OfKind<K>[] {
    return [...(this.#byTopic.get(`${kind}:${key}`) ?? [])] as OfKind<K>[];
  }
}

function topicOf(subscription: Subscription): string {
  switch (subscription.kind) {
    case 'account':
      return `account:${subscription.address}`;
    case 'program':
      return `program:${subscription.program}`;
    case 'signature':
      return `signature:${subscription.signature}`;
    default:
      return `${subscription.kind}:`;
  }
}
