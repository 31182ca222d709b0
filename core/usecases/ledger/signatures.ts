/** Which finalized signatures a wallet's ledger has still to look at. */
import type { Address, Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { BookedWallet } from '#core/store/ledger.ts';

/** Signatures asked for at once: few, for mostly there is nothing new, and many where there was more. */
const FIRST_PAGE = 100;
const NEXT_PAGE = 1_000;

/** What one endpoint has finalized: lists asked with this as their lowest slot hold every signature up to it. */
export interface Finalized {
  readonly endpoint: ChainEndpoint;
  readonly slot: bigint;
}

/** One wallet's ledger, brought further by what one endpoint tells. */
export interface Reading extends Finalized {
  readonly wallet: BookedWallet;
  /** Signatures booked at once; only a slot that has more is booked whole. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface Seen {
  readonly signature: Signature;
  readonly slot: bigint;
  /** Whether it names the wallet itself, and not just one of its token accounts. */
  readonly own: boolean;
}

/** All signatures after the wallet's mark and up to a slot, oldest first. */
export interface Page {
  readonly seen: readonly Seen[];
  readonly upTo: bigint;
}

/** The address' signatures after the wallet's mark, newest first. */
export async function signaturesAfter(reading: Reading, address: Address): Promise<Seen[]> {
  const { endpoint, wallet, slot: minContextSlot, signal } = reading;
  const own = address === wallet.address;
  const until = own && wallet.bookedSignature !== null ? { until: wallet.bookedSignature } : {};
  const found: Seen[] = [];
  for (;;) {
    const last = found.at(-1)?.signature;
    const range = last === undefined ? { limit: FIRST_PAGE } : { limit: NEXT_PAGE, before: last };
    const page = await endpoint.signaturesFor(address, { ...range, ...until, minContextSlot }, signal);
    const after = page.filter(({ slot }) => slot > wallet.bookedSlot);
    found.push(...after.map((seen) => ({ ...seen, own })));
    if (after.length < range.limit) return found;
  }
}

/** The oldest of the lists, up to the slot. Whole slots only, for a mark names a slot. */
export function oldest(lists: readonly (readonly Seen[])[], upTo: bigint, limit: number): Page {
  // What names the wallet comes last, so that it is the one kept of a signature that stands in several lists.
  const all = lists.flat().sort((a, b) => Number(a.own) - Number(b.own));
  const unique = [...new Map(all.map((seen) => [seen.signature, seen])).values()];
  const seen = unique.filter(({ slot }) => slot <= upTo).sort((a, b) => Number(a.slot - b.slot));
  const [first, next] = [seen[0], seen[limit]];
  if (first === undefined || next === undefined) return { seen, upTo };
  const last = first.slot === next.slot ? next.slot : next.slot - 1n;
  return { seen: seen.filter(({ slot }) => slot <= last), upTo: last };
}
