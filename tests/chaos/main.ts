/**
 * `npm run chaos`: the whole product under kill -9, SIGSTOP, restarts and lying endpoints while thousands of orders are put in;
 * then the faults stop, it drains, and every order is counted again from the chain's blocks. Exit code 0 only when no promise of
 * docs/execution.md was broken.
 */
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describeFailure } from '../../scripts/lib/failure.mjs';
import { StopList } from '../../scripts/lib/stop-list.mjs';
import { BREAKS } from './breaks.ts';
import { runBroken } from './broken-copy.ts';
import { type ChaosOptions, readChaosOptions } from './options.ts';
import { brokenPromises, type Report, runChaos, shortcomings, table } from './run.ts';
import { makeFolder } from './stack.ts';
import { Timeline } from './timeline.ts';

const HELP = `npm run chaos -- [options]

  --seconds N   how long faults go on (60)
  --swaps N     how many orders are put in (2,500 a minute)
  --seed N      decides the plan of faults (another one each time)
  --json        the verdict as JSON on the last line
  --break NAME  runs on a copy of the sources with one of these bugs, and must fail:

${Object.entries(BREAKS)
  .map(([name, { what }]) => `      ${name.padEnd(20)} ${what}`)
  .join('\n')}
`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

function tell(report: Report, options: ChaosOptions): void {
  print(`\n${table(report)}\n`);
  if (options.json) print(JSON.stringify(report));
}

/** A promise was broken; none was, but the run proves too little; the run did not come to its end. */
const EXIT = { broken: 1, thin: 2, error: 3 };

/** Fails as the harness does when it notices the bug, or when it broke off; a bug that it does not notice ends well. */
async function tryBreak(name: string, args: readonly string[]): Promise<number> {
  const at = args.findIndex((arg) => arg.startsWith('--break'));
  const width = args[at]?.includes('=') ? 1 : 2;
  const code = await runBroken(name, args.toSpliced(at, width));
  complain(`${name}: ${code === EXIT.broken ? 'noticed' : code === EXIT.error ? 'the run broke off' : 'NOT NOTICED'}`);
  return code === EXIT.thin ? 0 : code;
}

async function main(args: readonly string[]): Promise<number> {
  const stops = new StopList();
  const interrupted = once(process, 'SIGTERM').then(() => Promise.reject(new Error('Interrupted.')));
  interrupted.catch(() => undefined); // nobody may be waiting when it comes
  let keep: string | null = null;
  try {
    const options = readChaosOptions(args);
    if (options.help) {
      print(HELP);
      return 0;
    }
    if (options.breakName !== null) return await tryBreak(options.breakName, args);
    const folder = makeFolder();
    keep = folder.path;
    const timeline = new Timeline(path.join(folder.logs, 'timeline.log'));
    timeline.tell(`seed ${options.seed}, ${options.swaps} orders, ${options.seconds} s of faults`);
    const { report, complaints } = await Promise.race([runChaos(options, folder, timeline, stops), interrupted]);
    const broken = [...brokenPromises(report), ...complaints];
    const thin = shortcomings(report, options);
    for (const sentence of broken) complain(`BROKEN: ${sentence}`);
    for (const sentence of thin) complain(`TOO LITTLE: ${sentence}`);
    tell(report, options);
    if (broken.length > 0) return EXIT.broken;
    if (thin.length > 0) return EXIT.thin;
    keep = null;
    await stops.stop();
    fs.rmSync(folder.path, { recursive: true, force: true });
    return 0;
  } catch (error) {
    complain(describeFailure(error));
    return EXIT.error;
  } finally {
    await stops.stop();
    if (keep !== null) complain(`Timeline and logs: ${path.join(keep, 'logs')}`);
  }
}

process.on('SIGINT', () => undefined);
process.exit(await main(process.argv.slice(2)));
