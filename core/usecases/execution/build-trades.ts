/** Step 3 for a batch: each pool is read once, and what cannot be built holds up no other intent. */
import { byOrder } from '#core/domain/execution/order.ts';
import type { ClaimedIntent } from '#core/ports/claim-store.ts';
import { draftTrade, wantedPool } from './build-trade.ts';
import { draftTransfer, wantedEnds } from './build-transfer.ts';
import { concurrently } from './concurrently.ts';
import type { TradeDeps } from './deps.ts';
import { type BuildContext, type BuiltTrade, type DeniedTrade, type Draft, simulated } from './draft.ts';
import type { Leases } from './lease.ts';
import { type Reading, type Readings, readAccounts, type Wanted } from './read-accounts.ts';

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
    const one = wantedBy(deps, intent);
    return 'kind' in one ? [] : [one];
  });
  const [readings, blockhash] = await Promise.all([
    readAccounts(deps.chain, wanted, signal),
    deps.blockhashes.recent(signal),
  ]);
  const context = { leases, blockhash, signal };
  return concurrently(intents, PARALLEL_SIMULATIONS, async (intent) => ({
    intent,
    result: await build(deps, intent, readings, context).catch((error: unknown) => ({
      kind: 'failed' as const,
      error,
    })),
  }));
}

const wantedBy = (deps: TradeDeps, intent: ClaimedIntent): Wanted | DeniedTrade =>
  byOrder(intent, {
    trade: (trade) => wantedPool(deps, trade),
    transfer: (transfer): Wanted | DeniedTrade => wantedEnds(deps, transfer),
  });

const draftOf = (deps: TradeDeps, intent: ClaimedIntent, reading: Reading): Draft | DeniedTrade =>
  byOrder(intent, {
    trade: (trade) => draftTrade(deps, trade, reading),
    transfer: (transfer) => draftTransfer(deps, transfer, reading),
  });

async function build(
  deps: TradeDeps,
  intent: ClaimedIntent,
  readings: Readings,
  context: BuildContext,
): Promise<BuiltTrade | DeniedTrade> {
  const wanted = wantedBy(deps, intent);
  if ('kind' in wanted) return wanted;
  const reading = readings.get(wanted.key);
  if (reading === undefined) throw new Error(`${wanted.key} was not read`);
  if ('error' in reading) throw reading.error;
  const draft = draftOf(deps, intent, reading);
  return 'kind' in draft ? draft : simulated(deps, draft, context);
}
