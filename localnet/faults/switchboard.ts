import type { Chain } from '../chain/chain.ts';
import type { SocketGate } from '../pubsub/pubsub-server.ts';
import type { Intercept } from '../rpc/dispatcher.ts';
import { HeldTransactions } from './held-transactions.ts';
import { interceptFor } from './intercept.ts';
import { parseRule } from './parse-rule.ts';
import { seededRandom } from './random.ts';
import { type EffectKind, type Rule, SOCKET } from './rule.ts';
import { RuleBook } from './rule-book.ts';

export interface FaultOptions {
  /** Port of the admin server, on loopback; 0 (the default) finds a free one. */
  readonly port?: number | undefined;
  /** Decides every chance the rules draw, and the order of a fork's transactions. */
  readonly seed?: number | undefined;
}

/** Final blocks whose accounts a lagging node still shows as they were. */
export const RETAINED_BLOCKS = 256;

/** The faults of one chain's addresses: what is set, what it has done, what is held back. */
export class Switchboard {
  readonly book: RuleBook;
  readonly held: HeldTransactions;
  readonly chain: Chain;
  readonly #endpoints: number;
  readonly #dropSockets: (() => void)[] = [];

  constructor(chain: Chain, endpoints: number, seed: number) {
    this.chain = chain;
    this.#endpoints = endpoints;
    this.book = new RuleBook(() => chain.view('processed').slot, seededRandom(seed));
    this.held = new HeldTransactions(chain);
  }

  /** What stands between the calls of an address and their methods. */
  intercept(endpoint: number): Intercept {
    return interceptFor(endpoint, this.book, this.held);
  }

  /** What stands between an address and its sockets. */
  socketGate(endpoint: number): SocketGate {
    const struckBy = (kind: EffectKind) => this.book.strike(endpoint, SOCKET, kind).length > 0;
    return { admits: () => !struckBy('socket-drop'), speaks: () => !struckBy('socket-silent') };
  }

  /** Tells how the sockets of the next address are dropped; called once for each, in order. */
  onDropSockets(drop: () => void): void {
    this.#dropSockets.push(drop);
  }

  /** Sets a rule and returns its id. Throws a sentence when it is not one. */
  set(value: unknown): string {
    const rule = parseRule(value, this.#endpoints, this.chain.view('processed').height);
    const id = this.book.add(rule);
    if (rule.effect.kind === 'socket-drop') this.#dropSocketsOf(rule);
    return id;
  }

  /** All there is to see. */
  report() {
    const { slot, height } = this.chain.view('processed');
    const rules = this.book
      .list()
      .map(({ rule: { effect, ...scope }, ...counts }) => ({ ...counts, ...scope, ...effect }));
    return { slot, height, rules, held: this.held.list(), released: this.held.released() };
  }

  #dropSocketsOf({ endpoint }: Rule): void {
    for (const [index, drop] of this.#dropSockets.entries()) {
      if (endpoint === null || endpoint === index) drop();
    }
  }
}
