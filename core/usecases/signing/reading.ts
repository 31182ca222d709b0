/**
 * The signer's own reading of the chain: for each intent its pool and every balance its transaction touches, by as many endpoints
 * as must agree. An endpoint that lies or lags may cost a denial, never money: of the balances the lowest counts.
 */
import { SOL } from '#core/domain/execution/demands.ts';
import { type Address, type WalletId, WSOL_MINT } from '#core/domain/ids.ts';
import { max, min } from '#core/domain/money.ts';
import type { AccountData, AccountsAt } from '#core/ports/chain.ts';
import type { SigningIntent } from '#core/ports/signing-store.ts';
import type { Venue } from '#core/ports/venue.ts';
import { askWitnesses } from './ask-witnesses.ts';
import type { SigningDependencies } from './dependencies.ts';

export interface ChainReading {
  /** The lowest of the endpoints'. */
  readonly slot: bigint;
  /** Each endpoint's, as `Venue.decodePool` wants them; at least one. */
  readonly pools: readonly (readonly (AccountData | null)[])[];
  /** Base units by wallet and asset. */
  balance(walletId: WalletId, asset: string): bigint;
  /** Whether the output goes into a token account that is there already; true for SOL, which needs none. */
  readonly outputAccountExists: boolean;
}

/** What has to be read for one intent. */
export interface ReadingPlan {
  readonly venue: Venue;
  readonly intent: SigningIntent;
  readonly pool: readonly Address[];
  /** None for SOL, which passes through an account of its own. */
  readonly inputAccount: Address | null;
  readonly outputAccount: Address | null;
  /** Where the worker quoted. */
  readonly quoteSlot: bigint;
}

/** @throws when an address of the intent is none. */
export function planReading(
  { codec }: SigningDependencies,
  venue: Venue,
  intent: SigningIntent,
  quoteSlot: bigint,
): ReadingPlan {
  const tokenAccount = (mint: Address): Address | null =>
    mint === WSOL_MINT ? null : codec.associatedTokenAccount(intent.wallet.address, mint);
  const [inputAccount, outputAccount] = [tokenAccount(intent.inputMint), tokenAccount(intent.outputMint)];
  return { venue, intent, pool: venue.poolAccounts(intent.pool), inputAccount, outputAccount, quoteSlot };
}

const addressesOf = ({ intent, pool, inputAccount, outputAccount }: ReadingPlan): readonly Address[] =>
  [...pool, intent.wallet.address, intent.feePayer.address, inputAccount, outputAccount].filter((one) => one !== null);

/** Addresses an endpoint takes in one call, which is what it reads at one slot. */
const MOST_ADDRESSES = 100;

interface Call {
  readonly plans: ReadingPlan[];
  readonly addresses: Set<Address>;
}

/** As few calls as it takes, each with all that its intents need. */
function toCalls(plans: readonly ReadingPlan[]): readonly Call[] {
  const calls: Call[] = [];
  for (const plan of plans) {
    const wanted = addressesOf(plan);
    const last = calls.at(-1);
    const fits = last !== undefined && new Set([...last.addresses, ...wanted]).size <= MOST_ADDRESSES;
    const call: Call = fits ? last : { plans: [], addresses: new Set() };
    if (!fits) calls.push(call);
    call.plans.push(plan);
    for (const address of wanted) call.addresses.add(address);
  }
  return calls;
}

/** Slots by which endpoints may be behind the worker's where several are asked: the freshest of them decides about the price. */
const MAY_LAG_SLOTS = 8n;

/**
 * Reads at `processed`. Where one endpoint is enough, no older than what the worker quoted on.
 * @throws AppError CHAIN_UNAVAILABLE, which says nothing about the intents.
 */
export async function readChain(
  deps: SigningDependencies,
  plans: readonly ReadingPlan[],
): Promise<ReadonlyMap<ReadingPlan, ChainReading>> {
  const readings = await Promise.all(toCalls(plans).map((call) => readCall(deps, call)));
  return new Map(readings.flat());
}

async function readCall(deps: SigningDependencies, { plans, addresses }: Call): Promise<[ReadingPlan, ChainReading][]> {
  const named = [...addresses];
  const newest = plans.map(({ quoteSlot }) => quoteSlot).reduce(max);
  const minContextSlot = deps.chain.quorum === 1 ? newest : max(0n, newest - MAY_LAG_SLOTS);
  const answers = await askWitnesses(deps, (endpoint) =>
    endpoint.accounts(named, { commitment: 'processed', minContextSlot }),
  );
  const accounts = answers.map((answer) => lookUp(named, answer));
  const slot = answers.map((answer) => answer.slot).reduce(min);
  return plans.map((plan) => [plan, toReading(deps, plan, slot, accounts)]);
}

type LookUp = (address: Address | null) => AccountData | null;

function lookUp(named: readonly Address[], { accounts }: AccountsAt): LookUp {
  const byAddress = new Map(named.map((address, position) => [address, accounts[position] ?? null]));
  return (address) => (address === null ? null : (byAddress.get(address) ?? null));
}

function toReading(
  { codec }: SigningDependencies,
  { intent, pool, inputAccount, outputAccount }: ReadingPlan,
  slot: bigint,
  endpoints: readonly LookUp[],
): ChainReading {
  const { wallet, feePayer, inputMint } = intent;
  const lowest = (of: (at: LookUp) => bigint): bigint => endpoints.map(of).reduce(min);
  const balances = new Map<string, bigint>([
    [`${wallet.id} ${SOL}`, lowest((at) => at(wallet.address)?.lamports ?? 0n)],
    [`${feePayer.id} ${SOL}`, lowest((at) => at(feePayer.address)?.lamports ?? 0n)],
    [
      `${wallet.id} ${inputMint}`,
      lowest((at) => codec.tokenBalance(at(inputAccount), wallet.address, inputMint) ?? 0n),
    ],
  ]);
  return {
    slot,
    pools: endpoints.map((at) => pool.map(at)),
    balance: (walletId, asset) => balances.get(`${walletId} ${asset}`) ?? 0n,
    outputAccountExists: outputAccount === null || endpoints.every((at) => at(outputAccount) !== null),
  };
}
