/** The newest state of what intents build on, for many of them in as few calls as it takes. */
import type { Address } from '#core/domain/ids.ts';
import type { AccountData, Chain } from '#core/ports/chain.ts';

/** What an endpoint takes in one call, which is what it reads at one slot. */
const MOST_ADDRESSES = 100;

/** What is read together: a pool's accounts, or both ends of a transfer. */
export interface Wanted {
  /** The same for what is read once for several intents. */
  readonly key: string;
  readonly accounts: readonly Address[];
}

export interface Reading {
  readonly slot: bigint;
  /** In the order wanted. */
  readonly accounts: readonly (AccountData | null)[];
}

/** A reading by its key, or the error of the call it would have come with. */
export type Readings = ReadonlyMap<string, Reading | { readonly error: unknown }>;

/** Each once, at `processed`: a quote is only as good as it is fresh. A call that fails leaves the others alone. */
export async function readAccounts(chain: Chain, wanted: readonly Wanted[], signal: AbortSignal): Promise<Readings> {
  const each = [...new Map(wanted.map((one) => [one.key, one])).values()];
  const readings = await Promise.all(toCalls(each).map((call) => readCall(chain, call, signal)));
  return new Map(readings.flat());
}

function toCalls(all: readonly Wanted[]): readonly Wanted[][] {
  const calls: Wanted[][] = [];
  let room = 0;
  for (const wanted of all) {
    if (wanted.accounts.length > room) {
      calls.push([]);
      room = MOST_ADDRESSES;
    }
    calls.at(-1)?.push(wanted);
    room -= wanted.accounts.length;
  }
  return calls;
}

async function readCall(
  chain: Chain,
  wanted: readonly Wanted[],
  signal: AbortSignal,
): Promise<[string, Reading | { error: unknown }][]> {
  const addresses = wanted.flatMap(({ accounts }) => accounts);
  try {
    const read = await chain.read(
      (endpoint) => endpoint.accounts(addresses, { commitment: 'processed' }, signal),
      signal,
    );
    let at = 0;
    return wanted.map(({ key, accounts }) => {
      at += accounts.length;
      return [key, { slot: read.slot, accounts: read.accounts.slice(at - accounts.length, at) }];
    });
  } catch (error) {
    return wanted.map(({ key }) => [key, { error }]);
  }
}
