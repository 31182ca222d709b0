/** Step 3 of the execution design: read, quote, build, and simulate the very message that will be signed. */
import { isAppError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import { max, tokenAmount } from '#core/domain/money.ts';
import { leastOutput } from '#core/domain/price.ts';
import type { ChainEndpoint, LatestBlockhash, SimulationResult } from '#core/ports/chain.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { PoolKeys, SwapQuote, Venue } from '#core/ports/venue.ts';
import type { ClaimedIntent } from '#core/store/execution-claim.ts';
import type { ComputeBudget, SwapRoute } from './compute-budgets.ts';
import type { TradeDeps } from './deps.ts';
import type { Lease } from './lease.ts';

export type BuiltTrade =
  | { readonly kind: 'built'; readonly request: SignIntentRequest }
  /** Not now: stored, and tried again until the intent's time is over. */
  | { readonly kind: 'denied'; readonly code: string; readonly detail: Record<string, unknown> };

/** Log lines of a failed simulation worth keeping: the last ones name the failure. */
const LOG_LINES_KEPT = 6;

/**
 * @throws EndpointError or AppError CHAIN_UNAVAILABLE when the chain cannot be asked, the signal's reason when time is up,
 * ClaimLost when the claim is no longer ours.
 */
export async function buildTrade(
  deps: TradeDeps,
  intent: ClaimedIntent,
  lease: Lease,
  signal: AbortSignal,
): Promise<BuiltTrade> {
  const venue = deps.venues.get(intent.venue);
  if (venue === undefined) return denied('VENUE_UNKNOWN', { venue: intent.venue });
  const endpoint = deps.chain.best();
  const [read, blockhash] = await Promise.all([
    quoteNow(venue, endpoint, intent, signal),
    deps.blockhashes.recent(signal),
  ]);
  if ('kind' in read) return read;
  const minOut = leastAcceptable(intent, read.quote);
  if (minOut === null) return denied('LIMIT_PRICE', { quotedOut: read.quote.amountOut.toString() });
  return simulated(deps, { intent, lease, venue, endpoint, blockhash, ...read, minOut }, signal);
}

const denied = (code: string, detail: Record<string, unknown>): BuiltTrade & { kind: 'denied' } => ({
  kind: 'denied',
  code,
  detail,
});

const poolKeys = (intent: ClaimedIntent): PoolKeys => ({
  address: intent.poolAddress,
  baseMint: intent.baseMint,
  quoteMint: intent.quoteMint,
  baseVault: intent.baseVault,
  quoteVault: intent.quoteVault,
});

interface Reading {
  readonly quote: SwapQuote;
  readonly slot: bigint;
}

/** The newest state an endpoint has, for a quote is only as good as it is fresh. */
async function quoteNow(
  venue: Venue,
  endpoint: ChainEndpoint,
  intent: ClaimedIntent,
  signal: AbortSignal,
): Promise<Reading | (BuiltTrade & { kind: 'denied' })> {
  const addresses = venue.poolAccounts(poolKeys(intent));
  const { slot, accounts } = await endpoint.accounts(addresses, { commitment: 'processed' }, signal);
  try {
    const pool = venue.decodePool(intent.poolAddress, accounts);
    const { inputMint, slippageBps } = intent;
    return {
      slot,
      quote: venue.quoteExactIn({ pool, inputMint, amountIn: tokenAmount(intent.amountIn), slippageBps }),
    };
  } catch (error) {
    if (isAppError(error)) return denied(error.code, { ...error.context });
    throw error;
  }
}

/** The least output to sign for: the quote less slippage, and never worse than the limit price. Null when that is not on offer. */
function leastAcceptable(intent: ClaimedIntent, quote: SwapQuote): bigint | null {
  if (intent.limitOut === null || intent.limitIn === null) return quote.minAmountOut;
  const limit = leastOutput({ out: intent.limitOut, in: intent.limitIn }, intent.amountIn);
  return quote.amountOut < limit ? null : max(limit, quote.minAmountOut);
}

interface Draft extends Reading {
  readonly intent: ClaimedIntent;
  readonly lease: Lease;
  readonly venue: Venue;
  readonly endpoint: ChainEndpoint;
  readonly blockhash: LatestBlockhash;
  readonly minOut: bigint;
}

async function simulated(deps: TradeDeps, draft: Draft, signal: AbortSignal): Promise<BuiltTrade> {
  const route = routeOf(draft);
  const budget = await deps.budgets.of(route, draft.endpoint, signal);
  let message = compile(deps, draft, budget);
  let simulation = await simulate(deps, draft, message, signal);
  const units = deps.budgets.learn(route, simulation);
  if (simulation.error === null && !budget.measured) {
    // The limit is part of the message, so the one with the measured limit is simulated as well.
    message = compile(deps, draft, { ...budget, units });
    simulation = await simulate(deps, draft, message, signal);
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
  deps: TradeDeps,
  draft: Draft,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<SimulationResult> {
  await draft.lease.keep();
  return draft.endpoint.simulate(message, deps.chain.highest().slot, signal);
}

function compile(deps: TradeDeps, { venue, intent, minOut, blockhash }: Draft, budget: ComputeBudget): Uint8Array {
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
  return deps.compile({ feePayer: intent.feePayer, blockhash: blockhash.blockhash, instructions });
}

const failureOf = (simulation: SimulationResult): Record<string, unknown> => ({
  error: simulation.error,
  slot: simulation.slot.toString(),
  logs: simulation.logs.slice(-LOG_LINES_KEPT),
});

const toRequest = ({ intent, quote, slot, minOut, blockhash }: Draft, message: Uint8Array): SignIntentRequest => ({
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
  blockhashSlot: blockhash.slot,
  lastValidBlockHeight: blockhash.lastValidBlockHeight,
});
