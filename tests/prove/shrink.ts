/** Makes a failing schedule small: decisions become harmless, one stretch after the other, as long as it still fails the same way. */
import { Decisions } from './decisions.ts';
import { runOne } from './run.ts';

/** Runs spent on one schedule. */
const MOST_RUNS = 1_500;

/** What a violation is about: `I1`, `pause`, … */
const kindOf = (violation: string): string => violation.slice(0, violation.indexOf(':'));

const kindsOf = async (tape: readonly number[]): Promise<string[]> => {
  const world = await runOne(Decisions.fromTape(tape));
  return world.judge.violations.map(kindOf);
};

export async function shrink(seed: number, index: number): Promise<readonly number[]> {
  const recorded: number[] = [];
  const { judge } = await runOne(Decisions.fromSeed(seed, index, { record: recorded }));
  const wanted = judge.violations.map(kindOf)[0];
  if (wanted === undefined) throw new Error(`schedule ${index} of seed ${seed} does not fail`);
  let tape: readonly number[] = recorded;
  let runs = 0;
  const fails = async (candidate: readonly number[]): Promise<boolean> => {
    runs += 1;
    return (await kindsOf(candidate)).includes(wanted);
  };
  for (let length = Math.ceil(tape.length / 2); length >= 1 && runs < MOST_RUNS; length = Math.floor(length / 2)) {
    for (let start = 0; start < tape.length && runs < MOST_RUNS; start += length) {
      if (tape.slice(start, start + length).every((value) => value === 0)) continue;
      const candidate = tape.map((value, at) => (at >= start && at < start + length ? 0 : value));
      if (await fails(candidate)) tape = candidate;
    }
  }
  return withoutEnd(tape);
}

/** A tape goes on with zeros by itself. */
const withoutEnd = (tape: readonly number[]): readonly number[] => {
  const last = tape.findLastIndex((value) => value !== 0);
  return tape.slice(0, last + 1);
};
