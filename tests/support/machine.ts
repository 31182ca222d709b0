/** The execution machine on a real database, the real signer and the local chain; the queue is in the test's hands. */
import { systemClock } from '#core/adapters/clock.ts';
import { createRouteSender } from '#core/adapters/jito/route-sender.ts';
import { compileMessage } from '#core/adapters/solana/message.ts';
import { createRpcSender } from '#core/adapters/solana/rpc-sender.ts';
import { solanaTransfers } from '#core/adapters/solana/transfers.ts';
import type { BlockEngine } from '#core/ports/block-engine.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Log } from '#core/ports/log.ts';
import type { QueuedIntent } from '#core/ports/queue.ts';
import type { Signer } from '#core/ports/signer.ts';
import { createClaimStore } from '#core/store/claim-store.ts';
import { newId } from '#core/store/new-id.ts';
import { createScanStore } from '#core/store/scan-store.ts';
import { createTrackingStore } from '#core/store/tracking-store.ts';
import type { DispatchDeps } from '#core/usecases/dispatch/dispatch-due.ts';
import { createBlockhashCache } from '#core/usecases/execution/blockhash-cache.ts';
import { createComputeBudgets } from '#core/usecases/execution/compute-budgets.ts';
import type { DatabaseDeps, TradeDeps } from '#core/usecases/execution/deps.ts';
import { runTrades } from '#core/usecases/execution/run-trade.ts';
import { createTracker } from '#core/usecases/execution/track.ts';
import type { TradeOutcome } from '#core/usecases/execution/trade-result.ts';
import { MAX_TIP, type World } from './world.ts';

/** Longer than any test may take. */
const GIVE_UP_MS = 60_000;

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};

export interface Machine {
  readonly deps: TradeDeps;
  /** For what works beside the machine. */
  readonly database: DispatchDeps;
  /** What was handed to the queue and not run yet. */
  readonly queued: QueuedIntent[];
  /** Bytes on their way to the chain: while `closed`, they stay here. */
  readonly gate: { closed: boolean; readonly kept: Uint8Array[] };
  run(job: QueuedIntent): Promise<TradeOutcome>;
  /** Runs everything queued, in order. */
  work(): Promise<TradeOutcome[]>;
  /** Rounds of the tracker until `done` answers something. */
  trackUntil<T>(done: () => Promise<T | undefined>): Promise<T>;
}

/** `blockEngine` is where trades on a Jito route go; without one there is none. */
export function createMachine(world: World, signer: Signer, blockEngine: BlockEngine | null = null): Machine {
  const queued: QueuedIntent[] = [];
  const gate = { closed: false, kept: [] as Uint8Array[] };
  const chain: Chain = {
    ...world.chain,
    async broadcast(raws) {
      if (gate.closed) gate.kept.push(...raws);
      else await world.chain.broadcast(raws);
    },
  };
  const { workerDb: db, schedule, owners } = world;
  const common: Omit<DatabaseDeps, 'db' | 'schedule'> = {
    ...{ chain, clock: systemClock, log: silentLog, newId },
    bus: { wake: world.bus.wake, listen: async () => () => undefined, close: async () => undefined },
    queue: { enqueue: async (_queue, intents) => void queued.push(...intents), close: async () => undefined },
  };
  const sender = createRouteSender({ rpc: createRpcSender(chain), blockEngine });
  const deps: TradeDeps = {
    ...{ ...common, signer, compile: compileMessage, sender },
    ...{ claims: createClaimStore(db, owners), tracking: createTrackingStore(db, { schedule, owners }) },
    scans: createScanStore(db, { schedule, owners }),
    ...{ venues: new Map([[world.venue.id, world.venue]]), transfers: solanaTransfers },
    blockhashes: createBlockhashCache(chain),
    budgets: createComputeBudgets(chain),
  };
  const tips = blockEngine === null ? null : { cap: MAX_TIP, floor: { recent: () => null } };
  const run = (job: QueuedIntent): Promise<TradeOutcome> => runOne(deps, job);
  const tracker = createTracker(deps);
  return {
    ...{ deps, database: { ...common, db, schedule, tips }, queued, gate, run },
    async work() {
      const outcomes: TradeOutcome[] = [];
      for (const job of queued.splice(0)) outcomes.push(await run(job));
      return outcomes;
    },
    async trackUntil(done) {
      const signal = AbortSignal.timeout(GIVE_UP_MS);
      for (;;) {
        await tracker.round(signal);
        const result = await done();
        if (result !== undefined) return result;
      }
    },
  };
}

/** One job in a batch of its own. @throws its error */
export async function runOne(deps: TradeDeps, job: QueuedIntent): Promise<TradeOutcome> {
  const [result] = await runTrades(deps, [job], AbortSignal.timeout(GIVE_UP_MS));
  if (result?.status !== 'fulfilled') throw result?.reason;
  return result.value;
}

/** Rows of an intent, by its campaign. */
export interface Trace {
  readonly intents: {
    id: string;
    state: string;
    signatures: number;
    last_denial: string | null;
    review_reason: string | null;
  }[];
  readonly attempts: Record<string, unknown>[];
  readonly run: { status: string; spent: string; received: string; committed: string; end_reason: string | null };
  readonly events: Record<string, unknown>[];
}

export async function traceOf({ rows }: World, campaignId: string): Promise<Trace> {
  const one = [campaignId];
  const intents = await rows.select<Trace['intents'][number]>(
    'SELECT id, state, signatures, last_denial, review_reason FROM intents WHERE campaign_id = $1 ORDER BY sequence',
    one,
  );
  const attempts = await rows.select<Record<string, unknown>>(
    'SELECT a.* FROM attempts a JOIN intents i ON i.id = a.intent_id WHERE i.campaign_id = $1 ORDER BY a.ordinal',
    one,
  );
  const [run] = await rows.select<Trace['run']>('SELECT * FROM runs WHERE campaign_id = $1', one);
  const events = await rows.select<{ payload: Record<string, unknown> }>(
    'SELECT payload FROM campaign_events WHERE campaign_id = $1 ORDER BY seq',
    one,
  );
  if (run === undefined) throw new Error('the campaign has no run');
  return { intents, attempts, run, events: events.map(({ payload }) => payload) };
}
