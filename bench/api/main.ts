/**
 * `npm run bench:api`: how long a list query and a mutation take at a fixed rate while the engine does a thousand swaps a minute,
 * and how many list queries a second are served at the most, beside bare Apollo on fastify with the same statements on the same
 * database, in one run. Medians of `--runs`.
 */
import { describeFailure } from '../../scripts/lib/failure.mjs';
import { type Latency, median } from '../lib/statistics.ts';
import { type ApiFigures, measureApi } from './measure.ts';
import { readApiOptions } from './options.ts';

function summary(runs: readonly ApiFigures[]) {
  const of = (pick: (run: ApiFigures) => number): number => median(runs.map(pick));
  const latency = (pick: (run: ApiFigures) => Latency) => ({
    p50: of((run) => pick(run).p50),
    p95: of((run) => pick(run).p95),
    p99: of((run) => pick(run).p99),
  });
  return {
    swapsPerMinute: of(({ swapsPerMinute }) => swapsPerMinute),
    queryMs: latency(({ query }) => query),
    mutationMs: latency(({ mutation }) => mutation),
    mostPerSecond: of(({ most }) => most),
    barePerSecond: of(({ bare }) => bare),
    ratio: of(({ most, bare }) => Math.round((most / bare) * 100) / 100),
  };
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const { json, runs: times, ...load } = readApiOptions(args);
    const runs: ApiFigures[] = [];
    for (let run = 1; run <= times; run += 1) {
      const figures = await measureApi(load);
      process.stderr.write(`run ${run}: ${JSON.stringify(figures)}\n`);
      runs.push(figures);
    }
    const figures = { ...load, runs: times, ...summary(runs) };
    console.log(json ? JSON.stringify(figures) : JSON.stringify(figures, null, 2));
    return 0;
  } catch (error) {
    console.error(describeFailure(error));
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
