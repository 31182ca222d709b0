/** The end of step 3, whatever is asked for: the very message that will be signed is compiled, and simulated. */

import { clusterOf } from '#core/domain/clusters.ts';
import { tipOf } from '#core/domain/execution/tip.ts';
import type { LatestBlockhash, SimulationResult } from '#core/ports/chain.ts';
import type { ClaimedIntent } from '#core/ports/claim-store.ts';
import type { Instruction } from '#core/ports/message.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { ComputeBudget, KnownBudget, TransactionRoute } from './compute-budgets.ts';
import type { TradeDeps } from './deps.ts';
import type { Leases } from './lease.ts';

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

/** What many intents share. */
export interface BuildContext {
  readonly leases: Leases;
  readonly blockhash: LatestBlockhash;
  readonly signal: AbortSignal;
}

/** A transaction but for its compute budget. */
export interface Draft {
  readonly intent: ClaimedIntent;
  readonly quote: SignIntentRequest['quote'];
  readonly route: TransactionRoute;
  readonly build: (budget: ComputeBudget) => readonly Instruction[];
  /** The budget to take, from what is known of the route. Default: just that. */
  readonly choose?: (known: KnownBudget) => KnownBudget;
}

/** Log lines of a failed simulation worth keeping: the last ones name the failure. */
const LOG_LINES_KEPT = 6;

export const denied = (code: string, detail: Record<string, unknown>): DeniedTrade => ({
  kind: 'denied',
  code,
  detail,
});

/**
 * @throws EndpointError or AppError CHAIN_UNAVAILABLE when the chain cannot be asked, the signal's reason when time is up,
 * ClaimLost when the claim is no longer ours.
 */
export async function simulated(
  deps: TradeDeps,
  draft: Draft,
  context: BuildContext,
): Promise<BuiltTrade | DeniedTrade> {
  const { route, choose = (known) => known } = draft;
  const budget = choose(await deps.budgets.of(route, context.signal));
  let message = compile(deps, draft, budget, context);
  let simulation = await simulate(deps, draft, message, context);
  const units = deps.budgets.learn(route, simulation);
  if (simulation.error === null && !budget.measured) {
    // The limit is part of the message, so the one with the measured limit is simulated as well.
    message = compile(deps, draft, { ...budget, units }, context);
    simulation = await simulate(deps, draft, message, context);
    deps.budgets.learn(route, simulation);
  }
  if (simulation.error !== null) return denied('SIMULATION_FAILED', failureOf(simulation));
  return { kind: 'built', request: toRequest(draft, message, context) };
}

async function simulate(
  { chain }: TradeDeps,
  { intent }: Draft,
  message: Uint8Array,
  { leases, signal }: BuildContext,
): Promise<SimulationResult> {
  await leases.keep(intent.id);
  const { slot } = chain.highest();
  return chain.read((endpoint) => endpoint.simulate(message, slot, signal), signal);
}

function compile(
  deps: TradeDeps,
  { intent, build }: Draft,
  budget: ComputeBudget,
  { blockhash: { blockhash } }: BuildContext,
): Uint8Array {
  const tip = tipOf(intent, clusterOf(deps.chain.genesisHash));
  return deps.compile({ feePayer: intent.feePayer, blockhash, instructions: build(budget), tip });
}

const failureOf = (simulation: SimulationResult): Record<string, unknown> => ({
  error: simulation.error,
  slot: simulation.slot.toString(),
  logs: simulation.logs.slice(-LOG_LINES_KEPT),
});

const toRequest = ({ intent, quote }: Draft, message: Uint8Array, { blockhash }: BuildContext): SignIntentRequest => ({
  intentId: intent.id,
  fence: intent.fence,
  generation: intent.generation,
  message,
  quote,
  blockhashSlot: blockhash.slot,
  lastValidBlockHeight: blockhash.lastValidBlockHeight,
});
