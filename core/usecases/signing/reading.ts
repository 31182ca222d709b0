/**
 * The signer's own reading of the chain: for each intent all that its transaction touches, by as many endpoints as must agree. An
 * endpoint that lies or lags may cost a denial, never money: of the balances the lowest counts.
 */
import type { Address } from '#core/domain/ids.ts';
import { max, min } from '#core/domain/money.ts';
import type { AccountData, AccountsAt } from '#core/ports/chain.ts';
import { askWitnesses } from './ask-witnesses.ts';
import type { SigningDependencies } from './dependencies.ts';

export interface ChainReading {
  /** The lowest of the endpoints'. */
  readonly slot: bigint;
  /** What each endpoint shows, by address; at least one. */
  readonly endpoints: readonly LookUp[];
}

export type LookUp = (address: Address) => AccountData | null;

/** What has to be read for one intent. */
export interface ReadingPlan {
  readonly accounts: readonly Address[];
  /** Where the worker read. */
  readonly quoteSlot: bigint;
}

/** The lowest of what the endpoints show: none can make a wallet look richer than it is. */
export const lowest = ({ endpoints }: ChainReading, of: (at: LookUp) => bigint): bigint =>
  endpoints.map(of).reduce(min);

/** Addresses an endpoint takes in one call, which is what it reads at one slot. */
const MOST_ADDRESSES = 100;

interface Call<Plan> {
  readonly plans: Plan[];
  readonly addresses: Set<Address>;
}

/** As few calls as it takes, each with all that its intents need. */
function toCalls<Plan extends ReadingPlan>(plans: readonly Plan[]): readonly Call<Plan>[] {
  const calls: Call<Plan>[] = [];
  for (const plan of plans) {
    const last = calls.at(-1);
    const fits = last !== undefined && new Set([...last.addresses, ...plan.accounts]).size <= MOST_ADDRESSES;
    const call: Call<Plan> = fits ? last : { plans: [], addresses: new Set() };
    if (!fits) calls.push(call);
    call.plans.push(plan);
    for (const address of plan.accounts) call.addresses.add(address);
  }
  return calls;
}

/** Slots by which endpoints may be behind the worker's where several are asked: the freshest of them decides about the price. */
const MAY_LAG_SLOTS = 8n;

/**
 * Reads at `processed`. Where one endpoint is enough, no older than what the worker quoted on.
 * @throws AppError CHAIN_UNAVAILABLE, which says nothing about the intents.
 */
export async function readChain<Plan extends ReadingPlan>(
  deps: SigningDependencies,
  plans: readonly Plan[],
): Promise<ReadonlyMap<Plan, ChainReading>> {
  const readings = await Promise.all(toCalls(plans).map((call) => readCall(deps, call)));
  return new Map(readings.flat());
}

async function readCall<Plan extends ReadingPlan>(
  deps: SigningDependencies,
  { plans, addresses }: Call<Plan>,
): Promise<[Plan, ChainReading][]> {
  const named = [...addresses];
  const newest = plans.map(({ quoteSlot }) => quoteSlot).reduce(max);
  const minContextSlot = deps.chain.quorum === 1 ? newest : max(0n, newest - MAY_LAG_SLOTS);
  const answers = await askWitnesses(deps, (endpoint) =>
    endpoint.accounts(named, { commitment: 'processed', minContextSlot }),
  );
  const reading: ChainReading = {
    slot: answers.map((answer) => answer.slot).reduce(min),
    endpoints: answers.map((answer) => lookUp(named, answer)),
  };
  return plans.map((plan) => [plan, reading]);
}

function lookUp(named: readonly Address[], { accounts }: AccountsAt): LookUp {
  const byAddress = new Map(named.map((address, position) => [address, accounts[position] ?? null]));
  return (address) => byAddress.get(address) ?? null;
}
