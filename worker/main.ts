/**
 * The worker as a process. It says `ready` to its parent once it takes jobs; on SIGTERM, or when the parent is gone, it takes no
 * more, lets what it has in hand end, and ends. Ctrl-C reaches every process of a terminal, so it leaves that to the parent.
 */
import { pino } from 'pino';
import { openWorker, readWorkerConfig, type WorkerRuntime } from '#core/runtime/worker.ts';
import { JOBS } from './jobs/registry.ts';
import { startTaking } from './jobs/taking.ts';
import { startLoops } from './loops/loops.ts';

/** How long jobs in hand may take to end; what is left is found again by the scan. */
const SHUTDOWN_MS = 10_000;

async function main(): Promise<void> {
  const config = readWorkerConfig();
  const log = pino({ name: 'worker', level: config.LOG_LEVEL });
  const runtime = await openWorker(config, log);
  const stopWork = startWork(runtime);

  let stopping = false;
  const stop = async (why: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    await stopWork();
    await runtime.close();
    process.exit(0);
  };
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('disconnect', () => void stop('the parent is gone'));
  process.send?.({ type: 'ready' });
  log.info({ genesisHash: runtime.trade.chain.genesisHash }, 'ready');
}

/** Begins jobs and loops. Answers how to end them, in that order of taking no more and finishing what there is. */
function startWork(runtime: WorkerRuntime): () => Promise<void> {
  const taking = startTaking(JOBS, runtime);
  const loops = startLoops(runtime, () => taking.restart(SHUTDOWN_MS));
  return async () => {
    await Promise.all([taking.stop(SHUTDOWN_MS), ...loops.map((loop) => loop.stop())]);
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
