/** Applies each bug to a copy of the sources and runs schedules until it is caught. One that survives fails the run. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.mjs';
import { bundleProver } from '../threads.ts';
import { type Edit, MUTANTS, type Mutant } from './mutants.ts';

/** Schedules after which a bug has survived. */
const MOST_SCHEDULES = 12_000;
/** What a copy needs of a checkout. */
const COPIED = ['core', 'tests/prove', 'package.json', 'tsconfig.json'];

export interface MutantsResult {
  readonly mutants: number;
  readonly caught: number;
  readonly survived: number;
  readonly seconds: number;
}

interface Trial {
  readonly mutant: Mutant;
  /** Null when it survived. */
  readonly caughtBy: { readonly index: number; readonly violation: string } | null;
  readonly seconds: number;
}

/** @throws Error when a patch no longer fits, or no mutant has the name `only` */
export async function proveMutants(
  { seed, threads, only }: { readonly seed: number; readonly threads: number; readonly only: string | null },
  print: (text: string) => void,
): Promise<MutantsResult> {
  const began = performance.now();
  const chosen = MUTANTS.filter(({ name }) => only === null || name === only);
  if (chosen.length === 0)
    throw new Error(`no mutant is called ${only}; there are ${MUTANTS.map(({ name }) => name).join(', ')}`);
  const waiting = chosen.values();
  const trials: Trial[] = [];
  const work = async (): Promise<void> => {
    for (const mutant of waiting) {
      const trial = await tryOne(mutant, seed);
      print(lineOf(trial, seed));
      trials.push(trial);
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  const caught = trials.filter(({ caughtBy }) => caughtBy !== null).length;
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { mutants: trials.length, caught, survived: trials.length - caught, seconds };
}

const lineOf = ({ mutant, caughtBy, seconds }: Trial, seed: number): string =>
  caughtBy === null
    ? `  × ${mutant.name} (${mutant.bug}) survived ${MOST_SCHEDULES} schedules`
    : `  ✓ ${mutant.name} (${mutant.bug}): schedule ${seed}:${caughtBy.index}, ${caughtBy.violation} (${seconds.toFixed(1)} s)`;

async function tryOne(mutant: Mutant, seed: number): Promise<Trial> {
  const began = performance.now();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-mutant-'));
  try {
    copyTo(folder);
    for (const edit of mutant.edits) apply(folder, mutant, edit);
    const prover = await bundleProver(folder);
    try {
      const { failures } = await prover.run({
        kind: 'run',
        ...{ seed, first: 0, step: 1, end: MOST_SCHEDULES, mostFailures: 1, opening: mutant.opening ?? null },
      });
      const [first] = [...failures].sort((a, b) => a.index - b.index);
      const caughtBy = first === undefined ? null : { index: first.index, violation: first.violations[0] ?? '' };
      return { mutant, caughtBy, seconds: (performance.now() - began) / 1_000 };
    } finally {
      prover.remove();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyTo(folder: string): void {
  for (const part of COPIED) {
    // The generated Prisma client is large, and nothing here reaches it.
    cpSync(path.join(ROOT, part), path.join(folder, part), {
      recursive: true,
      filter: (from) => !from.includes('generated'),
    });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
}

function apply(folder: string, { name }: Mutant, { file, find, replace }: Edit): void {
  const target = path.join(folder, file);
  const text = readFileSync(target, 'utf8');
  const places = text.split(find).length - 1;
  if (places !== 1)
    throw new Error(`the patch of ${name} fits ${places} times in ${file}, not once: bring it up to date`);
  // A function, for `$` means something in a replacement text.
  writeFileSync(
    target,
    text.replace(find, () => replace),
  );
}
