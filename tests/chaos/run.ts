/** One run from the first process to the verdict. */
import type { DataFolder } from '../../scripts/lib/data-folder.mjs';
import type { StopList } from '../../scripts/lib/stop-list.mjs';
import { readBlocks } from './blocks.ts';
import { findLeaks } from './canary.ts';
import { openPool } from './database.ts';
import { drain } from './drain.ts';
import { frost } from './frost.ts';
import { Havoc } from './havoc.ts';
import { openMarket } from './market.ts';
import { type ChaosOptions, floorsOf } from './options.ts';
import { putInOrders } from './orders.ts';
import { planFaults } from './plan.ts';
import { readRecords } from './records.ts';
import { startChaosStack } from './stack.ts';
import { Switchboard } from './switchboard.ts';
import type { Timeline } from './timeline.ts';
import { judge, type Verdict } from './verdict.ts';
import { liarOf, planWeather, runWeather } from './weather.ts';

/** Orders stop a little before the faults do, so that the last of them meet faults too. */
const ORDERS_SHARE = 0.85;
const DRAIN_LIMIT_S = 60;
/** Held back for each that has to die: one whose chain is killed meanwhile lands after all. */
const DEATHS_MARGIN = 1.5;

/** As it is printed: the order of the fields is part of it. */
export type Report = Omit<Verdict, 'ledgerEqualsChain'> & {
  readonly faults: number;
  readonly drainSeconds: number;
  readonly ledgerEqualsChain: boolean;
};

export async function runChaos(
  options: ChaosOptions,
  folder: DataFolder,
  timeline: Timeline,
  stops: StopList,
): Promise<{ report: Report; complaints: readonly string[] }> {
  const stack = await startChaosStack(folder, timeline, stops);
  const db = openPool(stack.superuserUrl);
  await stops.add(() => db.end());
  timeline.tell('everything is up');
  const market = await openMarket(stack, db);
  timeline.tell(`${market.traders.length} wallets are funded; faults begin`);
  const havoc = new Havoc(stack, timeline, options.seed);
  const switchboard = new Switchboard(stack.chainPorts.adminUrl);
  const { seed, seconds, swaps } = options;
  const deaths = Math.ceil(floorsOf(seconds).resigned * DEATHS_MARGIN);
  const [orders] = await Promise.all([
    putInOrders(db, market, timeline, { count: swaps, seconds: seconds * ORDERS_SHARE }),
    havoc.run(planFaults(seed, seconds)),
    runWeather(switchboard, timeline, planWeather(seed, seconds)),
    frost(switchboard, db, timeline, { deaths, forMs: seconds * 1_000, liar: liarOf(seed) }),
  ]);
  await switchboard.clear();
  timeline.tell(`${havoc.carriedOut} process faults are over; draining`);
  const drainSeconds = Number((await drain(db, timeline)).toFixed(1));
  timeline.tell(`drained in ${drainSeconds} s; reading all blocks`);
  const addresses = market.traders.map(({ address }) => address);
  const [records, blocks] = [await readRecords(db), await readBlocks(stack.chainPorts.rpcUrls[0], addresses)];
  const { verdict, complaints } = judge(orders, records, blocks);
  const { ledgerEqualsChain, ...counts } = verdict;
  const report = { ...counts, faults: havoc.carriedOut, drainSeconds, ledgerEqualsChain };
  return { report, complaints: [...complaints, ...(await findLeaks(stack, market.canary))] };
}

/** Promises of the product that the run saw broken, in sentences. */
export function brokenPromises(report: Report): string[] {
  const zeros = ['doubled', 'lost', 'phantom', 'expired', 'needsReview', 'cancelled'] as const;
  return [
    ...zeros.filter((name) => report[name] !== 0).map((name) => `${name} is ${report[name]}`),
    ...(report.landed === report.intents ? [] : [`${report.landed} of ${report.intents} landed`]),
    ...(report.ledgerEqualsChain ? [] : ['the ledger differs from the chain']),
  ];
}

/** Why the run proves too little, in sentences: not enough happened in it, or it took too long to come to rest. */
export function shortcomings(report: Report, { seconds }: ChaosOptions): string[] {
  const floors = floorsOf(seconds);
  const tooFew = (name: string, is: number, least: number): string[] =>
    is < least ? [`${is} ${name}, and a run of ${seconds} s must come to ${least}`] : [];
  return [
    ...tooFew('intents', report.intents, floors.swaps),
    ...tooFew('faults', report.faults, floors.faults),
    ...tooFew('resigned', report.resigned, floors.resigned),
    ...(report.drainSeconds < DRAIN_LIMIT_S ? [] : [`draining took ${report.drainSeconds} s`]),
  ];
}

export function table(report: Report): string {
  return Object.entries(report)
    .map(([name, value]) => `  ${name.padEnd(18)} ${value}`)
    .join('\n');
}
