/** Step 3 of the execution design: quote, build, and simulate the very message that will be signed. */

import { clusterOf } from '#core/domain/clusters.ts';
import { isAppError } from '#core/domain/errors.ts';
import { tipOf } from '#core/domain/execution/tip.ts';
import type { Address } from '#core/domain/ids.ts';
import { max, tokenAmount } from '#core/domain/money.ts';
import { leastOutput } from '#core/domain/price.ts';
import type { LatestBlockhash, SimulationResult } from '#core/ports/chain.ts';
import type { ClaimedIntent } from '#core/ports/claim-store.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { PoolKeys, SwapQuote, Venue } from '#core/ports/venue.ts';
import type { ComputeBudget, SwapRoute } from './compute-budgets.ts';
import type { TradeDeps } from './deps.ts';
import type { Leases } from './lease.ts';
import type { PoolReading, WantedPool } from './read-pools.ts';

/** Not now: stored, and tried again until the intent's time is over. */
export interface DeniedTrade {
  readonly kind: 'denied';
  readonly code: string;
  readonly detail: Record<string, unknown>;
}

export interface BuiltTrade {
  readonly kind: 'built';
  readonly request: SignIntentRequest;
}

/** What many trades share. */
export interface BuildContext {
  readonly leases: Leases;
  readonly blockhash: LatestBlockhash;
  readonly signal: AbortSignal;
}

/** Log lines of a failed simulation worth keeping: the last ones name the failure. */
const LOG_LINES_KEPT = 6;

const venueOf = ({ venues }: TradeDeps, intent: ClaimedIntent): Venue | DeniedTrade =>
  venues.get(intent.venue) ?? denied('VENUE_UNKNOWN', { venue: intent.venue });

/** The pool that an intent trades in; a denial when this build does not know its venue. */
export function wantedPool(deps: TradeDeps, intent: ClaimedIntent): WantedPool | DeniedTrade {
  const venue = venueOf(deps, intent);
  if ('kind' in venue) return venue;
  return { address: intent.poolAddress, accounts: venue.poolAccounts(poolKeys(intent)) };
}

/**
 * @throws EndpointError or AppError CHAIN_UNAVAILABLE when the chain cannot be asked, the signal's reason when time is up,
 * ClaimLost when the claim is no longer ours.
 */
export async function buildTrade(
  deps: TradeDeps,
  intent: ClaimedIntent,
  reading: PoolReading,
  context: BuildContext,
): Promise<BuiltTrade | DeniedTrade> {
  const venue = venueOf(deps, intent);
  if ('kind' in venue) return venue;
  const quote = quoteNow(venue, intent, reading);
  if ('kind' in quote) return quote;
  const minOut = leastAcceptable(intent, quote);
  if (minOut === null) return denied('LIMIT_PRICE', { quotedOut: quote.amountOut.toString() });
  return simulated(deps, { intent, venue, quote, slot: reading.slot, minOut, context });
}

const denied = (code: string, detail: Record<string, unknown>): DeniedTrade => ({ kind: 'denied', code, detail });

const poolKeys = (intent: ClaimedIntent): PoolKeys => ({
  address: intent.poolAddress,
  baseMint: intent.baseMint,
  quoteMint: intent.quoteMint,
  baseVault: intent.baseVault,
  quoteVault: intent.quoteVault,
});

function quoteNow(venue: Venue, intent: ClaimedIntent, { accounts }: PoolReading): SwapQuote | DeniedTrade {
  const { inputMint, slippageBps } = intent;
  try {
    const pool = venue.decodePool(intent.poolAddress, accounts);
    return venue.quoteExactIn({ pool, inputMint, amountIn: tokenAmount(intent.amountIn), slippageBps });
  } catch (error) {
    if (isAppError(error)) return denied(error.code, { ...error.context });
    throw error;
  }
}

/** Of the slippage allowed, the share given up beforehand. */
const HEADROOM = 10n;

/**
 * The least output to sign for: the quote less slippage, and never worse than the limit price. A tenth of the slippage is left
 * out: the signer quotes a moment later, and would refuse if the price were ever so little better by then. Null when the limit
 * price is not on offer.
 */
function leastAcceptable(intent: ClaimedIntent, quote: SwapQuote): bigint | null {
  const least = quote.minAmountOut + (quote.amountOut - quote.minAmountOut) / HEADROOM;
  if (intent.limitOut === null || intent.limitIn === null) return least;
  const limit = leastOutput({ out: intent.limitOut, in: intent.limitIn }, intent.amountIn);
  return quote.amountOut < limit ? null : max(limit, least);
}

interface Draft {
  readonly intent: ClaimedIntent;
  readonly venue: Venue;
  readonly quote: SwapQuote;
  /** Where the pool was read. */
  readonly slot: bigint;
  readonly minOut: bigint;
  readonly context: BuildContext;
}

async function simulated(deps: TradeDeps, draft: Draft): Promise<BuiltTrade | DeniedTrade> {
  const route = routeOf(draft);
  const budget = await deps.budgets.of(route, draft.context.signal);
  let message = compile(deps, draft, budget);
  let simulation = await simulate(deps, draft, message);
  const units = deps.budgets.learn(route, simulation);
  if (simulation.error === null && !budget.measured) {
    // The limit is part of the message, so the one with the measured limit is simulated as well.
    message = compile(deps, draft, { ...budget, units });
    simulation = await simulate(deps, draft, message);
    deps.budgets.learn(route, simulation);
  }
  if (simulation.error !== null) return denied('SIMULATION_FAILED', failureOf(simulation));
  return { kind: 'built', request: toRequest(draft, message) };
}

const routeOf = ({ intent }: Draft): SwapRoute => ({
  pool: intent.poolAddress,
  wallet: intent.wallet,
  writable: [intent.poolAddress, intent.baseVault, intent.quoteVault] satisfies Address[],
});

async function simulate(
  { chain }: TradeDeps,
  { intent, context }: Draft,
  message: Uint8Array,
): Promise<SimulationResult> {
  await context.leases.keep(intent.id);
  const { slot } = chain.highest();
  return chain.read((endpoint) => endpoint.simulate(message, slot, context.signal), context.signal);
}

function compile(deps: TradeDeps, { venue, intent, minOut, context }: Draft, budget: ComputeBudget): Uint8Array {
  const instructions = venue.buildSwap({
    intentId: intent.id,
    wallet: intent.wallet,
    feePayer: intent.feePayer,
    pool: poolKeys(intent),
    inputMint: intent.inputMint,
    amountIn: tokenAmount(intent.amountIn),
    minAmountOut: tokenAmount(minOut),
    computeUnitLimit: budget.units,
    computeUnitPrice: budget.price,
  });
  const tip = tipOf(intent, clusterOf(deps.chain.genesisHash));
  return deps.compile({ feePayer: intent.feePayer, blockhash: context.blockhash.blockhash, instructions, tip });
}

const failureOf = (simulation: SimulationResult): Record<string, unknown> => ({
  error: simulation.error,
  slot: simulation.slot.toString(),
  logs: simulation.logs.slice(-LOG_LINES_KEPT),
});

const toRequest = ({ intent, quote, slot, minOut, context }: Draft, message: Uint8Array): SignIntentRequest => ({
  intentId: intent.id,
  fence: intent.fence,
  generation: intent.generation,
  message,
  quote: {
    slot: slot.toString(),
    quotedOut: quote.amountOut.toString(),
    minOut: minOut.toString(),
    poolFee: quote.fee.toString(),
    reserveIn: quote.reserveIn.toString(),
    reserveOut: quote.reserveOut.toString(),
  },
  blockhashSlot: context.blockhash.slot,
  lastValidBlockHeight: context.blockhash.lastValidBlockHeight,
});
