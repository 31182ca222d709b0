import type { AccountState } from './account.ts';
import { AccountIndex } from './account-index.ts';

interface Version {
  readonly height: number;
  readonly state: AccountState | null;
}

/** Height given to the state an account had before its oldest retained write. */
const BEFORE_RETAINED = -1;

/**
 * Every account of the chain: its current state, and the versions written by blocks that are not final yet,
 * so that a read at a commitment sees the account as of that block.
 */
export class AccountStore {
  readonly index = new AccountIndex();
  readonly #retainedBlocks: number;
  readonly #current = new Map<string, AccountState>();
  readonly #versions = new Map<string, Version[]>();
  readonly #touched = new Map<number, Set<string>>();

  /** `retainedBlocks`: final blocks whose states may still be asked for, by a node that lags behind. */
  constructor(retainedBlocks = 0) {
    this.#retainedBlocks = retainedBlocks;
  }

  get size(): number {
    return this.#current.size;
  }

  current(address: string): AccountState | null {
    return this.#current.get(address) ?? null;
  }

  /** The account as it stood at the end of block `height`; anything at or above the open block is the current state. */
  at(address: string, height: number): AccountState | null {
    const versions = this.#versions.get(address);
    if (versions === undefined) return this.current(address);
    return versions.findLast((version) => version.height <= height)?.state ?? null;
  }

  /** Sets an account that no block wrote: genesis, and what a log or snapshot brings back. */
  load(address: string, state: AccountState | null): void {
    const previous = this.current(address);
    this.index.add(address, state, previous);
    this.#set(address, state);
    this.index.drop(address, previous, [state]);
  }

  /** Records the state an account has after a write in block `height`, which must be the newest block. */
  write(address: string, state: AccountState | null, height: number): void {
    const previous = this.current(address);
    this.index.add(address, state, previous);
    this.#set(address, state);
    this.#touchedAt(height).add(address);
    const versions = this.#versions.get(address) ?? [{ height: BEFORE_RETAINED, state: previous }];
    const replaced = versions.at(-1)?.height === height ? versions.pop() : undefined;
    versions.push({ height, state });
    this.#versions.set(address, versions);
    if (replaced !== undefined) this.#unlist(address, replaced.state, versions);
  }

  /** Addresses written by block `height`, while it is not final. */
  writtenBy(height: number): ReadonlySet<string> {
    return this.#touched.get(height) ?? new Set();
  }

  /** Block `final` is final (its predecessors are already): nobody may ask for an older state any more. */
  finalize(final: number): void {
    const height = final - this.#retainedBlocks;
    for (const address of this.writtenBy(height)) this.#forgetBefore(address, height);
    this.#touched.delete(height);
  }

  /** Takes back every write of block `first` and those after it. Returns the addresses that were written. */
  undo(first: number): readonly string[] {
    const heights = [...this.#touched.keys()].filter((height) => height >= first);
    const addresses = [...new Set(heights.flatMap((height) => [...this.writtenBy(height)]))];
    for (const height of heights) this.#touched.delete(height);
    for (const address of addresses) this.#undoWrites(address, first);
    return addresses;
  }

  /** A copy of the list of accounts. Cheap (states are shared), and consistent however long it is read. */
  capture(): [string, AccountState][] {
    return [...this.#current];
  }

  #forgetBefore(address: string, height: number): void {
    const versions = this.#versions.get(address) ?? [];
    const retained = versions.filter((version) => version.height >= height);
    for (const version of versions) {
      if (version.height < height) this.#unlist(address, version.state, retained);
    }
    if (retained.length > 1) this.#versions.set(address, retained);
    else this.#versions.delete(address);
  }

  #undoWrites(address: string, first: number): void {
    const versions = this.#versions.get(address) ?? [];
    const kept = versions.filter((version) => version.height < first);
    this.#set(address, kept.at(-1)?.state ?? null);
    for (const dropped of versions.slice(kept.length)) this.#unlist(address, dropped.state, kept);
    if (kept.length > 1) this.#versions.set(address, kept);
    else this.#versions.delete(address);
  }

  #unlist(address: string, dropped: AccountState | null, retained: readonly Version[]): void {
    const states = retained.map((version) => version.state);
    this.index.drop(address, dropped, states);
  }

  #touchedAt(height: number): Set<string> {
    const touched = this.#touched.get(height) ?? new Set();
    this.#touched.set(height, touched);
    return touched;
  }

  #set(address: string, state: AccountState | null): void {
    if (state === null) this.#current.delete(address);
    else this.#current.set(address, state);
  }
}
