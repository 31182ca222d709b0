/** `npm run prove`: the execution machine under simulated ports (docs/proving.md). */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { proveMutants } from './mutants/prove-mutants.ts';
import { prove, replay } from './prove.ts';

const HELP = `npm run prove -- [options]
  --schedules N   how many schedules (200000)
  --seed S        which ones (1)
  --threads T     in how many threads (one for each core)
  --mutants       break a copy of the machine on purpose, in many ways, and see each caught
  --only NAME     with --mutants: one of them
  --replay WHAT   tell one schedule step by step: seed:index, or the tape of one that was made small
The last line is JSON. The exit code is 0 when nothing was violated and everything was covered.`;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: `${os.availableParallelism()}` },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string' },
    replay: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: 'schedules' | 'seed' | 'threads'): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} is a whole number above zero`);
  return value;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Whether all is well. */
async function main(): Promise<boolean> {
  if (values.help) {
    print(HELP);
    return true;
  }
  if (values.replay !== undefined) {
    const violations = await replay(values.replay, print);
    print(JSON.stringify({ replay: values.replay, violations }));
    return violations.length === 0;
  }
  const threads = wholeNumber('threads');
  if (values.mutants) {
    const result = await proveMutants({ seed: wholeNumber('seed'), threads, only: values.only ?? null }, print);
    print(JSON.stringify(result));
    return result.survived === 0;
  }
  const proof = await prove({ schedules: wholeNumber('schedules'), seed: wholeNumber('seed'), threads }, print);
  print(JSON.stringify(proof));
  return proof.violations === 0 && proof.uncovered === 0;
}

process.exitCode = (await main()) ? 0 : 1;
