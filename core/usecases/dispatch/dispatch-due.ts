/**
 * Makes due work just in time: each due run's strategy decides, and its intent, its event and the run's next due time are
 * committed together before anything is queued.
 */
import { QUEUES, queueOfKind } from '#core/contracts/queues.ts';
import { clusterOf, isRehearsalCluster } from '#core/domain/clusters.ts';
import { usesJito } from '#core/domain/execution/route.ts';
import { tipOffer } from '#core/domain/execution/tip.ts';
import type { IntentId } from '#core/domain/ids.ts';
import { type BoundStrategy, strategyOf } from '#core/domain/strategy/registry.ts';
import type { Decision } from '#core/domain/strategy/types.ts';
import type { TipFloor } from '#core/ports/block-engine.ts';
import type { QueuedIntent } from '#core/ports/queue.ts';
import { appendEvents } from '#core/store/events.ts';
import {
  advanceRuns,
  type DueRun,
  dueRuns,
  insertRunIntents,
  type NewIntent,
  postponeRun,
  type RunAdvance,
  type ScheduledRun,
  takeDueRuns,
  untilNextDue,
} from '#core/store/execution-dispatch.ts';
import { newId } from '#core/store/new-id.ts';
import type { DatabaseDeps } from '../execution/deps.ts';

export interface DispatchDeps extends DatabaseDeps {
  /** What may be offered a block engine, and what lands just now; null where no block engine is configured. */
  readonly tips: { readonly cap: bigint; readonly floor: Pick<TipFloor, 'recent'> } | null;
}

/** Runs decided on in one transaction. */
const BATCH = 50;
/** How long a run waits whose strategy this build cannot read. */
const UNREADABLE_RETRY_MS = 10_000;
/** How long a run waits whose decision cannot be written. */
const UNWRITABLE_RETRY_MS = 10_000;
/** How long a run waits that trades over a block engine where none is configured. */
const NO_BLOCK_ENGINE_RETRY_MS = 30_000;

interface Planned {
  readonly intent: NewIntent | null;
  readonly advance: RunAdvance;
}

/** Works through all runs due now. Answers how many intents were made. */
export async function dispatchDue(deps: DispatchDeps): Promise<number> {
  let made = 0;
  for (;;) {
    const { runs, intents } = await dispatchOnce(deps);
    made += intents.length;
    await enqueue(deps, intents);
    if (runs < BATCH) return made;
  }
}

interface Dispatched {
  /** How many were due. */
  readonly runs: number;
  readonly intents: NewIntent[];
}

async function dispatchOnce(deps: DispatchDeps): Promise<Dispatched> {
  const due = await dueRuns(deps.schedule, BATCH);
  const intents = await dispatchBatch(deps, due).catch(() => dispatchEach(deps, due));
  return { runs: due.length, intents };
}

/** One by one, after a batch that could not be written: a run of which that is true alone is told, and put off. */
async function dispatchEach(deps: DispatchDeps, due: readonly ScheduledRun[]): Promise<NewIntent[]> {
  const intents: NewIntent[] = [];
  for (const run of due) {
    try {
      intents.push(...(await dispatchBatch(deps, [run])));
    } catch (error) {
      await postponeRun(deps.db.as(run), run.id, UNWRITABLE_RETRY_MS);
      deps.log.error({ runId: run.id, err: error }, 'the decision of a run cannot be written; run put off');
    }
  }
  return intents;
}

/** Milliseconds until a run is due, by Postgres' clock; without end when none is. */
export const untilNextDispatch = async (deps: Pick<DatabaseDeps, 'schedule'>): Promise<number> =>
  (await untilNextDue(deps.schedule)) ?? Number.POSITIVE_INFINITY;

async function dispatchBatch(deps: DispatchDeps, due: readonly ScheduledRun[]): Promise<NewIntent[]> {
  if (due.length === 0) return [];
  return deps.db.transaction(due, async (tx) => {
    const runs = await takeDueRuns(
      tx,
      due.map(({ id }) => id),
    );
    if (runs.length === 0) return [];
    const plans = runs.map((run) => plan(deps, run));
    const intents = plans.flatMap(({ intent }) => intent ?? []);
    await insertRunIntents(tx, intents);
    await advanceRuns(
      tx,
      plans.map(({ advance }) => advance),
    );
    await appendEvents(tx, intents.map(toEvent));
    return intents;
  });
}

function plan(deps: DispatchDeps, run: DueRun): Planned {
  try {
    if (usesJito(run.route) && deps.tips === null) return withoutBlockEngine(deps, run);
    const strategy = strategyOf(run);
    const rehearsing = isRehearsalCluster(clusterOf(deps.chain.genesisHash));
    if (strategy.rehearsalOnly && !rehearsing) return ended(run, 'REHEARSAL_ONLY');
    return toPlan(deps, run, strategy, strategy.decide(run));
  } catch (error) {
    deps.log.error({ runId: run.id, strategy: run.strategy, err: error }, 'strategy cannot be read; run put off');
    return postponed(run, new Date(run.now.getTime() + UNREADABLE_RETRY_MS));
  }
}

/** Nothing is signed that could not be sent. The operator may bring the block engine back before the run's time is over. */
function withoutBlockEngine({ log }: DispatchDeps, run: DueRun): Planned {
  log.error({ runId: run.id, route: run.route }, 'no block engine is configured; run put off');
  return postponed(run, new Date(run.now.getTime() + NO_BLOCK_ENGINE_RETRY_MS));
}

/** Decided once for each intent: its transactions all offer the same. */
const tipFor = ({ tips }: DispatchDeps, { route, maxTip }: DueRun): bigint =>
  tips === null ? 0n : tipOffer({ route, maxTip, cap: tips.cap, recentFloor: tips.floor.recent() });

function toPlan(deps: DispatchDeps, run: DueRun, strategy: BoundStrategy, decision: Decision): Planned {
  if (decision.kind === 'done') return ended(run, decision.reason);
  if (decision.kind === 'wait') return postponed(run, decision.nextDueAt);
  const { amountIn, notAfter } = decision.trade;
  return {
    intent: {
      id: newId<IntentId>(),
      run,
      genesisHash: deps.chain.genesisHash,
      kind: strategy.side,
      amountIn,
      limit: strategy.limit,
      notAfter,
      signatureBudget: (deps.policies ?? QUEUES)[queueOfKind(strategy.side)].attempts,
      tip: tipFor(deps, run),
    },
    advance: { runId: run.id, nextDueAt: decision.nextDueAt, endReason: null, committed: amountIn },
  };
}

const ended = (run: DueRun, endReason: string): Planned => ({
  intent: null,
  advance: { runId: run.id, nextDueAt: null, endReason, committed: 0n },
});

const postponed = (run: DueRun, nextDueAt: Date): Planned => ({
  intent: null,
  advance: { runId: run.id, nextDueAt, endReason: null, committed: 0n },
});

const toEvent = ({ id, run, amountIn }: NewIntent) => ({
  organizationId: run.organizationId,
  campaignId: run.campaignId,
  runId: run.id,
  data: { kind: 'TRADE_DUE', intentId: id, sequence: run.nextSequence, amountIn: amountIn.toString() } as const,
});

async function enqueue(deps: DispatchDeps, intents: readonly NewIntent[]): Promise<void> {
  for (const kind of ['BUY', 'SELL'] as const) {
    const due = intents.filter((intent) => intent.kind === kind);
    const queued = due.map(({ id }): QueuedIntent => ({ intentId: id, fence: 0n }));
    if (queued.length > 0) await deps.queue.enqueue(queueOfKind(kind), queued);
  }
  for (const campaignId of new Set(intents.map(({ run }) => run.campaignId))) deps.bus.wake(campaignId);
}
