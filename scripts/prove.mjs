#!/usr/bin/env node
// @ts-check
// `npm run prove`: needs nothing installed. Packages first, with Node's own modules alone; the rest is TypeScript.
import { printFailure } from './lib/failure.mjs';
import { nodeVersionProblem } from './lib/node-version.mjs';
import { installPackages } from './lib/packages.mjs';
import { ROOT } from './lib/paths.mjs';
import { runProver } from './lib/prove.mjs';

const problem = nodeVersionProblem(process.version, '20.19');
if (problem) {
  console.error(problem);
  process.exit(1);
}
try {
  await installPackages(ROOT, (message) => console.error(message));
  process.exitCode = await runProver(process.argv.slice(2));
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
