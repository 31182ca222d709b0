// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { packageFile, ROOT } from './paths.mjs';
import { run } from './run.mjs';
import { addCounts } from './test-counts.mjs';

/**
 * @typedef {object} Gate
 * @property {string} name
 * @property {readonly string[]} command what Node runs
 * @property {readonly string[]} [writes] committed files and folders that it writes again and that must come out the same
 * @property {string} [remedy] the npm script that writes them
 */

const TYPES = 'types (tsc)';
const TSX = ['--import', 'tsx', '--conditions=source'];
const CRUISED = ['core', 'server', 'worker', 'bots', 'client', 'web', 'localnet', 'tests', 'bench', 'scripts'];

/** @returns {Gate[]} */
function gates() {
  const cruised = CRUISED.filter((folder) => fs.existsSync(path.join(ROOT, folder)));
  const cruiser = [packageFile('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs'];
  return [
    { name: 'format and lint (biome)', command: [packageFile('@biomejs/biome/bin/biome'), 'check', '.'] },
    { name: TYPES, command: [packageFile('typescript/bin/tsc'), '--noEmit'] },
    { name: 'floating promises (oxlint)', command: [packageFile('oxlint/bin/oxlint'), '--type-aware', '--quiet'] },
    { name: 'imports (dependency-cruiser)', command: [...cruiser, ...cruised] },
    { name: 'dead code (knip)', command: [packageFile('knip/bin/knip.js'), '--no-config-hints'] },
    {
      name: 'GraphQL schema is as committed',
      command: [...TSX, 'scripts/print-schema.ts'],
      writes: ['server/schema.graphql'],
      remedy: 'schema',
    },
    {
      name: "clients' types are as committed",
      command: [packageFile('@graphql-codegen/cli/esm/bin.js'), '--config', 'codegen.yml'],
      writes: ['client/generated'],
      remedy: 'codegen',
    },
  ];
}

/**
 * Runs every gate, and prints a line for each: those that only look beside each other, two at a time, then those that write.
 * @returns {Promise<import('./test-counts.mjs').Counts>}
 */
export async function runGates() {
  const all = gates();
  const looking = all.filter(({ writes }) => writes === undefined);
  const types = looking.filter(({ name }) => name === TYPES); // takes as long as the others together
  const others = looking.filter(({ name }) => name !== TYPES);
  const seen = await Promise.all([types, others].map(runInTurn));
  const written = await runInTurn(all.filter(({ writes }) => writes !== undefined));
  return [...seen, written].reduce(addCounts);
}

/** @param {readonly Gate[]} some @returns {Promise<import('./test-counts.mjs').Counts>} */
async function runInTurn(some) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const gate of some) {
    const started = performance.now();
    const problem = await gateProblem(gate);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`  ${problem === undefined ? '✓' : '×'} ${gate.name} (${seconds} s)`);
    if (problem !== undefined) console.log(problem);
    counts[problem === undefined ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

/** @param {Gate} gate @returns {Promise<string | undefined>} */
async function gateProblem({ command, writes = [], remedy }) {
  const before = contents(writes);
  const { code, output } = await run(process.execPath, command, { cwd: ROOT });
  const after = contents(writes);
  const changed = Object.keys({ ...before, ...after }).filter((file) => before[file] !== after[file]);
  // Put back what was committed: a gate changes nothing, and a second run must not pass because of the first.
  for (const file of changed) restore(file, before[file]);
  if (code !== 0) return output;
  return changed.length === 0
    ? undefined
    : `${changed.join(', ')}: not what the sources make. Remedy: npm run ${remedy}.`;
}

/** @param {readonly string[]} entries files and folders below the checkout @returns {Record<string, string>} by path */
function contents(entries) {
  const files = entries.flatMap((entry) => {
    const full = path.join(ROOT, entry);
    if (!fs.existsSync(full)) return [];
    if (fs.statSync(full).isFile()) return [entry];
    return fs.readdirSync(full).map((name) => path.join(entry, name));
  });
  return Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(ROOT, file), 'utf8')]));
}

/** @param {string} file @param {string | undefined} text as it was; undefined when it was not there */
function restore(file, text) {
  if (text === undefined) fs.rmSync(path.join(ROOT, file));
  else fs.writeFileSync(path.join(ROOT, file), text);
}
