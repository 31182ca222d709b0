/**
 * `npm run bench:engine`: how many swaps a minute the product lands, how long a trade waits at 1,000 a minute, and what the same
 * swaps cost with no product around them, all on one machine and in one run. Medians of `--runs`.
 */
import { describeFailure } from '../../scripts/lib/failure.mjs';
import { median } from '../lib/statistics.ts';
import { type BareFigures, measureBare } from './bare.ts';
import { type BenchOptions, readBenchOptions } from './options.ts';
import { measureProduct, type ProductFigures } from './product.ts';

/** The product's floor: a thousand jobs a minute (PF-01). */
const PACED_PER_MINUTE = 1_000;
/** Four trades a second of each campaign: more in all than the machine can do, so that it is never idle. */
const FLOOD_INTERVAL_MS = 250;

interface Run {
  readonly paced: ProductFigures;
  readonly flood: ProductFigures;
  readonly bare: BareFigures;
}

const pacedInterval = ({ campaigns }: BenchOptions): number => Math.round((campaigns * 60_000) / PACED_PER_MINUTE);

async function measure(options: BenchOptions, say: (line: string) => void): Promise<Run> {
  const { campaigns, seconds, workers } = options;
  const paced = await measureProduct({ campaigns, seconds, intervalMs: pacedInterval(options) }, workers);
  say(
    `at ${PACED_PER_MINUTE} a minute: due → signed p95 ${paced.dueToSigned.p95} ms, due → confirmed p95 ${paced.dueToConfirmed.p95} ms`,
  );
  const flood = await measureProduct({ campaigns, seconds, intervalMs: FLOOD_INTERVAL_MS }, workers);
  say(`sustained: ${flood.swapsPerMinute} swaps a minute`);
  const bare = await measureBare(seconds, campaigns, say);
  return { paced, flood, bare };
}

function summary(options: BenchOptions, runs: readonly Run[]) {
  const of = (pick: (run: Run) => number): number => median(runs.map(pick));
  const waits = (kind: 'dueToSigned' | 'dueToConfirmed') => ({
    p50: of(({ paced }) => paced[kind].p50),
    p95: of(({ paced }) => paced[kind].p95),
    p99: of(({ paced }) => paced[kind].p99),
  });
  return {
    ...options,
    swapsPerMinute: of(({ flood }) => flood.swapsPerMinute),
    barePerMinute: of(({ bare }) => bare.swapsPerMinute),
    ratio: of(({ flood, bare }) => Math.round((flood.swapsPerMinute / bare.swapsPerMinute) * 100) / 100),
    doubled: Math.max(...runs.flatMap(({ flood, paced }) => [flood.doubled, paced.doubled])),
    dueToSignedMs: waits('dueToSigned'),
    dueToConfirmedMs: waits('dueToConfirmed'),
  };
}

/** One part alone, as it comes. */
async function measurePart(options: BenchOptions, say: (line: string) => void): Promise<unknown> {
  const { campaigns, seconds, workers, only } = options;
  if (only === 'bare') return measureBare(seconds, campaigns, say);
  return measureProduct(
    { campaigns, seconds, intervalMs: only === 'flood' ? FLOOD_INTERVAL_MS : pacedInterval(options) },
    workers,
  );
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readBenchOptions(args);
    const say = (line: string) => process.stderr.write(`${line}\n`);
    if (options.only !== null) {
      console.log(JSON.stringify(await measurePart(options, say), null, 2));
      return 0;
    }
    const runs: Run[] = [];
    for (let run = 0; run < options.runs; run += 1) runs.push(await measure(options, say));
    const { json, only: _only, ...figures } = summary(options, runs);
    const usage = runs.map(({ paced, flood, bare }) => ({ paced: paced.usage, flood: flood.usage, bare: bare.usage }));
    say(JSON.stringify(usage, null, 2));
    console.log(json ? JSON.stringify(figures) : JSON.stringify(figures, null, 2));
    return figures.doubled === 0 ? 0 : 1;
  } catch (error) {
    console.error(describeFailure(error));
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
