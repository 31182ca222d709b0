#!/usr/bin/env node
// @ts-check
// `npm start`: from a bare checkout to the running product. Node's own modules alone until the packages are there.
import { nodeVersionProblem } from './lib/node-version.mjs';

const problem = nodeVersionProblem(process.version, '20.19');
if (problem) {
  console.error(problem);
  process.exit(1);
}
const { start } = await import('./lib/start.mjs');
process.exit(await start(process.argv.slice(2)));
