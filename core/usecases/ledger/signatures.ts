/** Which finalized signatures a wallet's ledger has still to look at. */
import type { Address, Signature } from '#core/domain/ids.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { BookedWallet } from '#core/store/ledger.ts';
import { agreedOn, type Panel } from './agreed.ts';

/** Signatures asked for at once: few, for mostly there is nothing new, and many where there was more. */
const FIRST_PAGE = 100;
const NEXT_PAGE = 1_000;

/** Up to where as many endpoints as must agree have finalized: lists asked with it as their lowest slot are whole up to it. */
export interface Finalized extends Panel {
  readonly slot: bigint;
}

/** One wallet's ledger, brought further by what endpoints tell alike. */
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

/** The address' signatures after the wallet's mark and up to what is finalized, newest first. @throws when endpoints list different ones. */
export async function signaturesAfter(reading: Reading, address: Address): Promise<Seen[]> {
  const { wallet, slot: upTo, signal } = reading;
  const own = address === wallet.address;
  const range = { own, upTo, after: wallet.bookedSlot, until: own ? wallet.bookedSignature : null, signal };
  return listAgreed(reading, address, range);
}

/** The address' signatures up to the wallet's mark, newest first. @throws when endpoints list different ones. */
export async function signaturesUpToMark(reading: Reading, address: Address): Promise<Seen[]> {
  const { wallet, slot: minContextSlot, signal } = reading;
  const range = { own: address === wallet.address, upTo: wallet.bookedSlot, after: -1n, until: null, signal };
  return listAgreed({ ...reading, slot: minContextSlot }, address, range);
}

interface Range {
  readonly own: boolean;
  /** Slots: after this one, and up to that one. */
  readonly after: bigint;
  readonly upTo: bigint;
  readonly until: Signature | null;
  readonly signal: AbortSignal;
}

/** What is above `upTo` is left out: some endpoints have finalized it already, and others have not. */
async function listAgreed(finalized: Finalized, address: Address, range: Range): Promise<Seen[]> {
  const list = async (endpoint: ChainEndpoint): Promise<Seen[]> => {
    const listed = await listAll(endpoint, address, finalized.slot, range);
    return listed.filter(({ slot }) => slot <= range.upTo);
  };
  const key = (seen: readonly Seen[]): string => seen.map(({ signature, slot }) => `${signature} ${slot}`).join();
  return agreedOn(finalized, `the signatures of ${address}`, list, key);
}

async function listAll(
  endpoint: ChainEndpoint,
  address: Address,
  minContextSlot: bigint,
  { own, after, until, signal }: Range,
): Promise<Seen[]> {
  const found: Seen[] = [];
  for (;;) {
    const last = found.at(-1)?.signature;
    const range = last === undefined ? { limit: FIRST_PAGE } : { limit: NEXT_PAGE, before: last };
    const stop = until === null ? {} : { until };
    const page = await endpoint.signaturesFor(address, { ...range, ...stop, minContextSlot }, signal);
    const news = page.filter(({ slot }) => slot > after);
    found.push(...news.map((seen) => ({ ...seen, own })));
    if (news.length < range.limit) return found;
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
