/**
 * `npm run bench:subscriptions`: how long an event takes to the last of many sockets on one campaign, what each socket takes of the
 * server's memory, and the same for a bare WebSocket server that sends the same bytes, in one run. Then with a client that stops
 * reading. Medians of `--runs`.
 */
import { describeFailure } from '../../scripts/lib/failure.mjs';
import { median } from '../lib/statistics.ts';
import { type BareFigures, measureBare } from './bare.ts';
import { readSubscriptionOptions, type SubscriptionOptions } from './options.ts';
import { measureProduct, type ProductFigures } from './product.ts';
import { withStage } from './stage.ts';

interface Run {
  readonly product: ProductFigures;
  readonly bare: BareFigures;
}

const SLOW_CONSUMER = 4290;

/** A stack of its own for each: memory that was used before would be used again. */
const measure = (sockets: number, events: number): Promise<Run> =>
  withStage(async (stage) => {
    const product = await measureProduct(stage, sockets, events);
    return { product, bare: await measureBare(stage, sockets, events, product.text) };
  });

function summary(sockets: number, runs: readonly Run[]) {
  const of = (pick: (run: Run) => number): number => median(runs.map(pick));
  return {
    sockets,
    lastReceiptMs: of(({ product }) => product.lastReceipt.p50),
    lastReceiptP95Ms: of(({ product }) => product.lastReceipt.p95),
    bareMs: of(({ bare }) => bare.lastReceipt.p50),
    ratio: of(({ product, bare }) => Math.round((product.lastReceipt.p50 / bare.lastReceipt.p50) * 100) / 100),
    serverCpuMs: of(({ product }) => product.lastReceipt.cpu),
    bareCpuMs: of(({ bare }) => bare.lastReceipt.cpu),
    kibibytesPerSocket: of(({ product }) => product.kibibytesPerSocket),
    bareKibibytesPerSocket: of(({ bare }) => bare.kibibytesPerSocket),
    withSleeperMs: of(({ product }) => product.withSleeper.p50),
    withSleeperP95Ms: of(({ product }) => product.withSleeper.p95),
    sleeperMebibytes: of(({ product }) => product.sleeperMebibytes),
    sleeperWasCutOff: runs.every(({ product }) => product.sleeperCode === SLOW_CONSUMER),
  };
}

async function measureAll(options: SubscriptionOptions) {
  const runs = new Map(options.sockets.map((sockets): [number, Run[]] => [sockets, []]));
  for (let run = 1; run <= options.runs; run += 1) {
    for (const [sockets, done] of runs) {
      done.push(await measure(sockets, options.events));
      const { lastReceiptMs, bareMs } = summary(sockets, done.slice(-1));
      process.stderr.write(`run ${run}, ${sockets} sockets: last receipt ${lastReceiptMs} ms, bare ${bareMs} ms\n`);
    }
  }
  return [...runs].map(([sockets, done]) => summary(sockets, done));
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readSubscriptionOptions(args);
    const figures = await measureAll(options);
    if (options.json) console.log(JSON.stringify({ events: options.events, runs: options.runs, sizes: figures }));
    else console.table(figures);
    return figures.every(({ sleeperWasCutOff }) => sleeperWasCutOff) ? 0 : 1;
  } catch (error) {
    console.error(describeFailure(error));
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
