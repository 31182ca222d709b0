/**
 * The truth: a chain of its own, whose blocks are a rule instead of objects, so that four hundred of them cost nothing. Slots and
 * heights differ, blocks that are not final can be undone, and whoever has once been given bytes may let them land at any later
 * moment in which they are valid. Plain numbers inside; money is bigint.
 */

import { priorityFeeOf, TOKEN_ACCOUNT_RENT } from '#core/domain/execution/demands.ts';
import { LAMPORTS_PER_SIGNATURE } from '#core/domain/ledger/entries.ts';
import { decode, signatureOf, type Transaction } from './bytes.ts';
import { counter, hit } from './coverage.ts';
import type { Decisions } from './decisions.ts';

/** Slots between the newest block and the newest final one. */
export const FINAL_AFTER = 32;
const CONFIRMED_AFTER = 2;
/** Blocks for which a blockhash is valid; and the next block may still hold the transaction. */
export const BLOCKHASH_LIFE = 150;
/** Final blocks for which a status cache remembers a signature. */
export const CACHE_BLOCKS = 300;
const FIRST_SLOT = 2_000;
/** Tokens for a lamport. */
export const PRICE = 2n;

export interface Balance {
  readonly lamports: bigint;
  /** Null while there is no token account. */
  readonly units: bigint | null;
}

export interface Landing {
  readonly signature: string;
  readonly transaction: Transaction;
  readonly slot: number;
  readonly ok: boolean;
  /** Lamports. */
  readonly fee: bigint;
  /** By wallet: the same wallets as `chain.opening`. */
  readonly before: readonly Balance[];
  readonly after: readonly Balance[];
}

interface Held {
  readonly signature: string;
  readonly transaction: Transaction;
  /** Not in a block below this height. */
  readonly releaseHeight: number;
}

const LANDED_OK = counter('chain landed well');
const LANDED_ERROR = counter('chain landed with an error');
const LANDED_LAST = counter('chain landed in the last block that could hold it');
const REORG = counter('chain blocks undone');
const UNDONE = counter('chain landing undone');

export class SimChain {
  /** The newest slot. */
  tip = FIRST_SLOT;
  /** On the chain as it stands now, in the order of their slots. */
  readonly landings: Landing[] = [];
  readonly opening: readonly Balance[];
  readonly #decisions: Decisions;
  /** Every so many slots one has no block; zero for never. */
  readonly #gap: number;
  #held: Held[] = [];
  #forks: { readonly from: number; readonly id: number }[] = [{ from: 0, id: 0 }];
  #nextFork = 1;
  readonly #undone: { readonly from: number; readonly to: number }[] = [];

  constructor(decisions: Decisions, opening: readonly Balance[]) {
    this.#decisions = decisions;
    this.opening = opening;
    this.#gap = decisions.pick([0, 5, 11]);
  }

  hasBlock(slot: number): boolean {
    return this.#gap === 0 || slot % this.#gap !== this.#gap - 1;
  }

  /** Height of the newest block up to `slot`. Far below the slot, as on the real chain. */
  height(slot: number): number {
    const skipped = this.#gap === 0 ? 0 : Math.floor((slot + 1) / this.#gap);
    return slot + 1 - skipped - 1_000;
  }

  /** The slot of the block with this height. */
  slotOfHeight(height: number): number {
    const before = height + 999;
    return this.#gap === 0 ? before : before + Math.floor(before / (this.#gap - 1));
  }

  /** The newest slot with a block, not after `slot`. */
  blockAt(slot: number): number {
    return this.hasBlock(slot) ? slot : slot - 1;
  }

  /** What is final for whoever sees `tip` as the newest slot. */
  finalized(tip: number = this.tip): number {
    return this.blockAt(tip - FINAL_AFTER);
  }

  confirmed(tip: number = this.tip): number {
    return this.blockAt(tip - CONFIRMED_AFTER);
  }

  forkOf(slot: number): number {
    for (let index = this.#forks.length - 1; index >= 0; index -= 1) {
      const fork = this.#forks[index];
      if (fork !== undefined && fork.from <= slot) return fork.id;
    }
    return 0;
  }

  blockhash(slot: number): string {
    return `${slot}:${this.forkOf(slot)}`;
  }

  lastValidHeight(slot: number): number {
    return this.height(slot) + BLOCKHASH_LIFE;
  }

  landingOf(signature: string): Landing | undefined {
    return this.landings.find((landing) => landing.signature === signature);
  }

  /** Whether the chain as it is now, or as it may still become, could take the transaction. */
  canStillLand(transaction: Transaction): boolean {
    const { blockhashSlot, blockhashFork } = transaction;
    const expired = this.height(this.finalized()) >= this.lastValidHeight(blockhashSlot) + 1;
    return !expired && this.forkOf(blockhashSlot) === blockhashFork;
  }

  /** Somebody who makes blocks has the bytes, and may use them from `releaseHeight` on. */
  receive(raw: Uint8Array, releaseHeight = 0): void {
    const signature = signatureOf(raw);
    if (this.#held.some((held) => held.signature === signature && held.releaseHeight <= releaseHeight)) return;
    this.#held.push({ signature, transaction: decode(raw), releaseHeight });
  }

  lastHeightOf(raw: Uint8Array): number {
    return this.lastValidHeight(decode(raw).blockhashSlot) + 1;
  }

  /** Time goes on. `eager`: whatever can land does. */
  advance(slots: number, eager: boolean): void {
    const from = this.tip + 1;
    const to = this.tip + slots;
    if (this.#held.length > 0) this.#include(from, to, eager);
    this.tip = to;
  }

  #include(from: number, to: number, eager: boolean): void {
    const due = this.#held.flatMap((held) => {
      const slot = this.#slotFor(held, from, to, eager);
      return slot === null ? [] : [{ held, slot }];
    });
    due.sort((a, b) => a.slot - b.slot);
    const done = new Set<Held>();
    for (const { held, slot } of due) {
      done.add(held);
      if (this.landingOf(held.signature) === undefined) this.#land(held, slot);
    }
    const finalHeight = this.height(this.finalized(to));
    this.#held = this.#held.filter(
      (held) => !done.has(held) && finalHeight <= this.lastValidHeight(held.transaction.blockhashSlot) + 1,
    );
  }

  #slotFor({ transaction, releaseHeight }: Held, from: number, to: number, eager: boolean): number | null {
    const { blockhashSlot, blockhashFork } = transaction;
    if (this.forkOf(blockhashSlot) !== blockhashFork || blockhashSlot > to) return null;
    const last = this.slotOfHeight(this.lastValidHeight(blockhashSlot) + 1);
    const first = Math.max(from, blockhashSlot + 1, releaseHeight === 0 ? 0 : this.slotOfHeight(releaseHeight));
    const end = Math.min(to, last);
    if (first > end || (!eager && this.#decisions.chance(350))) return null;
    const slot = first + (eager ? 0 : this.#decisions.below(Math.min(end - first + 1, 6)));
    if (this.hasBlock(slot)) return slot;
    return slot + 1 <= end ? slot + 1 : null;
  }

  #land({ signature, transaction }: Held, slot: number): void {
    const before = this.balances(slot);
    const fee = feeOf(transaction);
    const payer = before[transaction.payer];
    if (payer === undefined || payer.lamports < fee) return;
    const after = this.#decisions.chance(80) ? null : swap(transaction, before, fee);
    const landing = { signature, transaction, slot, fee, before };
    this.landings.push(
      after === null
        ? { ...landing, ok: false, after: charge(before, transaction.payer, fee) }
        : { ...landing, ok: true, after },
    );
    hit(after === null ? LANDED_ERROR : LANDED_OK);
    if (this.height(slot) === this.lastValidHeight(transaction.blockhashSlot) + 1) hit(LANDED_LAST);
  }

  /** Balances after everything up to `slot`. */
  balances(slot: number): readonly Balance[] {
    for (let index = this.landings.length - 1; index >= 0; index -= 1) {
      const landing = this.landings[index];
      if (landing !== undefined && landing.slot <= slot) return landing.after;
    }
    return this.opening;
  }

  /** Whether a block at this slot, or before it, was once another than it is now. */
  wasUndone(slot: number): boolean {
    return this.#undone.some(({ from, to }) => from <= slot && slot <= to);
  }

  /** Another fork wins: the last blocks are undone, what was in them may land again or be forgotten. */
  reorg(depth: number): void {
    const from = Math.max(this.tip - depth + 1, this.finalized() + 1);
    if (from > this.tip) return;
    hit(REORG);
    this.#undone.push({ from, to: this.tip });
    this.#forks = [...this.#forks.filter((fork) => fork.from < from), { from, id: this.#nextFork++ }];
    for (let last = this.landings.at(-1); last !== undefined && last.slot >= from; last = this.landings.at(-1)) {
      this.landings.pop();
      hit(UNDONE);
      if (this.#decisions.chance(500)) continue;
      this.#held.push({ signature: last.signature, transaction: last.transaction, releaseHeight: 0 });
    }
    // The winning blocks may hold what the losing ones did not.
    if (this.#held.length > 0) this.#include(from, this.tip, false);
  }
}

export function feeOf(transaction: Transaction): bigint {
  const signatures = transaction.wallet === transaction.payer ? 1n : 2n;
  return signatures * LAMPORTS_PER_SIGNATURE + priorityFeeOf(Number(transaction.computeUnits), transaction.unitPrice);
}

const charge = (balances: readonly Balance[], wallet: number, lamports: bigint): Balance[] =>
  balances.map((balance, index) =>
    index === wallet ? { ...balance, lamports: balance.lamports - lamports } : balance,
  );

/** Null when somebody does not have what it takes. */
function swap(transaction: Transaction, before: readonly Balance[], fee: bigint): Balance[] | null {
  const { wallet, payer, buys, amountIn, tip } = transaction;
  const after = charge(before, payer, fee + tip + (buys && before[wallet]?.units === null ? TOKEN_ACCOUNT_RENT : 0n));
  const trader = after[wallet];
  if (trader === undefined) return null;
  const units = trader.units ?? 0n;
  after[wallet] = buys
    ? { lamports: trader.lamports - amountIn, units: units + amountIn * PRICE }
    : { lamports: trader.lamports + amountIn / PRICE, units: units - amountIn };
  return after.every((balance) => balance.lamports >= 0n && (balance.units ?? 0n) >= 0n) ? after : null;
}
