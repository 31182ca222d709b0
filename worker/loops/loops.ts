/** What a worker does besides taking jobs. Dispatcher and watchdog run in every worker: due runs are shared out row by row. */
import { BEAT_MS } from '#core/domain/health/process.ts';
import type { WorkerRuntime } from '#core/runtime/worker.ts';
import { finishRuns } from '#core/usecases/campaign/finish-runs.ts';
import { dispatchDue, untilNextDispatch } from '#core/usecases/dispatch/dispatch-due.ts';
import { scan } from '#core/usecases/execution/scan.ts';
import { createTracker } from '#core/usecases/execution/track.ts';
import { watchParts } from '#core/usecases/health/watch-parts.ts';
import { createReconciler } from '#core/usecases/ledger/reconcile.ts';
import { createLedgerWatcher } from '#core/usecases/ledger/watch-ledgers.ts';
import { planMaintenance } from '#core/usecases/maintenance/plan-maintenance.ts';
import type { WorkMeter } from '../jobs/work-meter.ts';
import { startLeasedLoop } from './leased.ts';
import { type Loop, startLoop } from './loop.ts';
import { createWatchdog } from './watchdog.ts';

/** A run that has just been started waits for no longer than this. */
const LONGEST_SLEEP_MS = 200;
/** What is due within this goes together: one transaction for many runs costs little more than for one. */
const SHORTEST_SLEEP_MS = 20;
const SCAN_MS = 1_000;
/** About a slot. A hint of the socket wakes the tracker sooner. */
const TRACK_MS = 400;
const WATCHDOG_MS = 10_000;
const WATCH_MS = 1_000;
/** A wallet is held against the chain about once a minute. */
const RECONCILE_MS = 2_000;
const PARTS_MS = 5_000;
const MAINTENANCE_MS = 60_000;
/** Audit rows are linked within a second (AD-03). */
const CHAINER_MS = 300;

/** `restart` is called when this worker takes nothing of the work that is due. */
export function startLoops(runtime: WorkerRuntime, meter: WorkMeter, restart: (why: string) => void): Loop[] {
  const { log } = runtime.trade;
  const watchdog = createWatchdog(runtime, () => meter.endedTrades);
  return [
    ...tradingLoops(runtime),
    startLoop({
      name: 'watchdog',
      log,
      async round() {
        if (await watchdog.look()) restart('due trades are not being taken');
        return WATCHDOG_MS;
      },
    }),
    startLoop({
      name: 'heartbeat',
      log,
      async round() {
        await runtime.heartbeat.beat(meter.read());
        return BEAT_MS;
      },
    }),
    startLeasedLoop(runtime, {
      name: 'parts',
      log,
      async round() {
        await watchParts(runtime.database);
        return PARTS_MS;
      },
    }),
    startLeasedLoop(runtime, {
      name: 'audit',
      log,
      round: async () => ((await runtime.chainer.round()) ? 0 : CHAINER_MS),
    }),
    startLeasedLoop(runtime, {
      name: 'maintenance',
      log,
      async round() {
        await planMaintenance({ queue: runtime.tasks, clock: runtime.trade.clock });
        return MAINTENANCE_MS;
      },
    }),
  ];
}

/** What makes trades and drives them to their end. */
function tradingLoops(runtime: WorkerRuntime): Loop[] {
  const { trade, database } = runtime;
  const { log } = trade;
  const ledgers = createLedgerWatcher(database);
  const reconciler = createReconciler(database);
  return [
    startLoop({
      name: 'dispatcher',
      log,
      async round() {
        await dispatchDue(database);
        return Math.max(SHORTEST_SLEEP_MS, Math.min(LONGEST_SLEEP_MS, await untilNextDispatch(database)));
      },
    }),
    startLeasedLoop(runtime, {
      name: 'scan',
      log,
      async round() {
        await scan(trade);
        await finishRuns(database);
        return SCAN_MS;
      },
    }),
    trackerLoop(runtime),
    startLeasedLoop(runtime, {
      name: 'ledger',
      log,
      async round(signal) {
        await ledgers.round(signal);
        return WATCH_MS;
      },
    }),
    startLeasedLoop(runtime, {
      name: 'reconcile',
      log,
      async round(signal) {
        await reconciler.round(signal);
        return RECONCILE_MS;
      },
    }),
  ];
}

function trackerLoop(runtime: WorkerRuntime): Loop {
  const { trade, hints } = runtime;
  const tracker = createTracker(trade, hints.watch);
  const loop = startLeasedLoop(runtime, {
    name: 'tracker',
    log: trade.log,
    async round(signal) {
      await tracker.round(signal);
      return TRACK_MS;
    },
  });
  hints.onHint(loop.wake);
  return loop;
}
