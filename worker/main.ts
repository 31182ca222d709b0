/**
 * The worker as a process. It says `ready` to its parent once it takes jobs; on SIGTERM, or when the parent is gone, it takes no
 * more, lets what it has in hand end, and ends. Ctrl-C reaches every process of a terminal, so it leaves that to the parent.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { openWorker, readWorkerConfig, type WorkerRuntime } from '#core/runtime/worker.ts';
import { JOBS } from './jobs/registry.ts';
import { WorkMeter } from './jobs/work-meter.ts';
import { startJobs } from './kit.ts';
import { startLoops } from './loops/loops.ts';

/** How long jobs in hand may take to end; what is left is found again by the scan. */
const JOBS_MS = 6_000;
/** The whole of the ending, whatever does not answer; before whoever started it insists. */
const SHUTDOWN_MS = 9_000;
/** Asks whoever started it to start it again. */
const RESTART_CODE = 70;

async function main(): Promise<void> {
  const config = readWorkerConfig();
  const log = pino({ name: 'worker', level: config.LOG_LEVEL });
  const runtime = await openWorker(config, log);

  let stopping = false;
  const stop = async (why: string, code = 0): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    await Promise.race([end(), delay(SHUTDOWN_MS)]).catch((error: unknown) => log.error({ err: error }, 'ended badly'));
    process.exit(code);
  };
  const stopWork = startWork(runtime, (why) => void stop(why, RESTART_CODE));
  const end = async (): Promise<void> => {
    await stopWork();
    await runtime.close();
  };
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('disconnect', () => void stop('the parent is gone'));
  process.send?.({ type: 'ready' });
  log.info({ genesisHash: runtime.trade.chain.genesisHash }, 'ready');
}

/** Begins jobs and loops. Answers how to end them: no more is taken, what there is is finished. */
function startWork(runtime: WorkerRuntime, restart: (why: string) => void): () => Promise<void> {
  const meter = new WorkMeter();
  const consumers = startJobs(JOBS, runtime, meter);
  const loops = startLoops(runtime, meter, restart);
  return async () => {
    await Promise.all([...consumers.map((consumer) => consumer.close(JOBS_MS)), ...loops.map((loop) => loop.stop())]);
    // If Postgres is away, it is forgotten when it has been silent for long enough.
    await runtime.heartbeat.end().catch(() => undefined);
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
