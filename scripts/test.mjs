#!/usr/bin/env node
// @ts-check
// `npm test`: every gate and every test on a bare checkout. `npm test -- PATH…`: only the tests whose path matches.
import { nodeVersionProblem } from './lib/node-version.mjs';

const problem = nodeVersionProblem(process.version, '20.19');
if (problem) {
  console.error(problem);
  process.exit(1);
}
const { test } = await import('./lib/test.mjs');
process.exit(await test(process.argv.slice(2)));
