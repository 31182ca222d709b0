/** What a worker does besides taking jobs. Dispatcher and watchdog run in every worker: due runs are shared out row by row. */
import type { WorkerRuntime } from '#core/runtime/worker.ts';
import { finishRuns } from '#core/usecases/campaign/finish-runs.ts';
import { dispatchDue, untilNextDispatch } from '#core/usecases/dispatch/dispatch-due.ts';
import { scan } from '#core/usecases/execution/scan.ts';
import { createTracker } from '#core/usecases/execution/track.ts';
import { watchBacklog } from '#core/usecases/execution/watch-backlog.ts';
import { createLedgerWatcher } from '#core/usecases/ledger/watch-ledgers.ts';
import { startLeasedLoop } from './leased.ts';
import { type Loop, startLoop } from './loop.ts';

/** A run that has just been started waits for no longer than this. */
const LONGEST_SLEEP_MS = 200;
const SCAN_MS = 1_000;
/** About a slot: no news comes faster. */
const TRACK_MS = 400;
const WATCHDOG_MS = 15_000;
const WATCH_MS = 1_000;

/** `restartTaking` is called when due work is not being taken. */
export function startLoops(runtime: WorkerRuntime, restartTaking: () => Promise<void>): Loop[] {
  const { trade, database } = runtime;
  const { log } = trade;
  const tracker = createTracker(trade);
  const ledgers = createLedgerWatcher(database);
  return [
    startLoop({
      name: 'dispatcher',
      log,
      async round() {
        await dispatchDue(database);
        return Math.min(LONGEST_SLEEP_MS, await untilNextDispatch(database));
      },
    }),
    startLoop({
      name: 'watchdog',
      log,
      async round() {
        if ((await watchBacklog(trade)).stuck) await restartTaking();
        return WATCHDOG_MS;
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
    startLeasedLoop(runtime, {
      name: 'tracker',
      log,
      async round(signal) {
        await tracker.round(signal);
        return TRACK_MS;
      },
    }),
    startLeasedLoop(runtime, {
      name: 'ledger',
      log,
      async round(signal) {
        await ledgers.round(signal);
        return WATCH_MS;
      },
    }),
  ];
}
