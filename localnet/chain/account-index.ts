import type { AccountState } from './account.ts';
import { readHolding } from './token-layout.ts';

type IndexKind = 'program' | 'tokenOwner' | 'tokenMint';

/**
 * Addresses by owning program, and token accounts by holder and by mint: scanning every token account
 * for one holder takes a quarter of a second at 100,000 accounts.
 *
 * An address stays listed for as long as any retained version of its account belongs there, so that reads
 * at an older commitment find it; readers therefore check each candidate's state.
 */
export class AccountIndex {
  readonly #addresses = new Map<string, Set<string>>();

  candidates(kind: IndexKind, key: string): Iterable<string> {
    return this.#addresses.get(`${kind}:${key}`) ?? [];
  }

  /** Lists `address` under the new state's keys, given the state it replaces. */
  add(address: string, state: AccountState | null, replaced: AccountState | null): void {
    if (state === null || sharesKeys(state, replaced)) return;
    for (const key of keysOf(state)) {
      const listed = this.#addresses.get(key);
      if (listed === undefined) this.#addresses.set(key, new Set([address]));
      else listed.add(address);
    }
  }

  /** Unlists `address` from the keys of a dropped version that no retained version shares. */
  drop(address: string, dropped: AccountState | null, retained: readonly (AccountState | null)[]): void {
    if (dropped === null || retained.some((state) => sharesKeys(dropped, state))) return;
    const kept = new Set(retained.flatMap((state) => (state === null ? [] : keysOf(state))));
    for (const key of keysOf(dropped)) {
      if (kept.has(key)) continue;
      const listed = this.#addresses.get(key);
      listed?.delete(address);
      if (listed?.size === 0) this.#addresses.delete(key);
    }
  }
}

function keysOf(state: AccountState): string[] {
  const holding = readHolding(state);
  const program = `program:${state.owner}`;
  return holding === null ? [program] : [program, `tokenOwner:${holding.owner}`, `tokenMint:${holding.mint}`];
}

/** A cheap sufficient test for two states having the same keys. */
function sharesKeys(a: AccountState, b: AccountState | null): boolean {
  if (b === null || a.owner !== b.owner || a.data.length !== b.data.length) return false;
  const identity = Math.min(a.data.length, 64);
  return a.data[108] === b.data[108] && a.data.compare(b.data, 0, identity, 0, identity) === 0;
}
