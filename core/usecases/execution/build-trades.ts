/** Step 3 for a batch: each pool is read once, and what cannot be built holds up no other trade. */
import type { ClaimedIntent } from '#core/ports/claim-store.ts';
import { type BuildContext, type BuiltTrade, buildTrade, type DeniedTrade, wantedPool } from './build-trade.ts';
import { concurrently } from './concurrently.ts';
import type { TradeDeps } from './deps.ts';
import type { Leases } from './lease.ts';
import { type PoolReadings, readPools } from './read-pools.ts';

/** Simulations asked for at once. */
const PARALLEL_SIMULATIONS = 16;

/** An intent with what came of it. */
export interface Build {
  readonly intent: ClaimedIntent;
  readonly result: BuiltTrade | DeniedTrade | { readonly kind: 'failed'; readonly error: unknown };
}

/** One for each intent, in their order. @throws when there is no blockhash to be had: nothing can be built then. */
export async function buildTrades(
  deps: TradeDeps,
  intents: readonly ClaimedIntent[],
  leases: Leases,
  signal: AbortSignal,
): Promise<readonly Build[]> {
  const wanted = intents.flatMap((intent) => {
    const pool = wantedPool(deps, intent);
    return 'kind' in pool ? [] : [pool];
  });
  const [pools, blockhash] = await Promise.all([
    readPools(deps.chain, wanted, signal),
    deps.blockhashes.recent(signal),
  ]);
  const context = { leases, blockhash, signal };
  return concurrently(intents, PARALLEL_SIMULATIONS, async (intent) => ({
    intent,
    result: await build(deps, intent, pools, context).catch((error: unknown) => ({ kind: 'failed' as const, error })),
  }));
}

async function build(
  deps: TradeDeps,
  intent: ClaimedIntent,
  pools: PoolReadings,
  context: BuildContext,
): Promise<BuiltTrade | DeniedTrade> {
  const wanted = wantedPool(deps, intent);
  if ('kind' in wanted) return wanted;
  const reading = pools.get(wanted.address);
  if (reading === undefined) throw new Error(`the pool ${wanted.address} was not read`);
  if ('error' in reading) throw reading.error;
  return buildTrade(deps, intent, reading, context);
}
