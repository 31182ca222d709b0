#!/usr/bin/env node
// @ts-check
// `npm run rehearse`: needs nothing installed. Packages first, with Node's own modules alone; the rest is TypeScript.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { printFailure } from './lib/failure.mjs';
import { nodeVersionProblem } from './lib/node-version.mjs';
import { installPackages } from './lib/packages.mjs';
import { ROOT } from './lib/paths.mjs';

const problem = nodeVersionProblem(process.version, '20.19');
if (problem) {
  console.error(problem);
  process.exit(1);
}
try {
  await installPackages(ROOT, (message) => console.error(message));
} catch (error) {
  printFailure(error);
  process.exit(1);
}
const main = path.join(ROOT, 'scripts/rehearse/main.ts');
const flags = ['--import', 'tsx', '--conditions=source', '--enable-source-maps'];
const child = spawn(process.execPath, [...flags, main, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
// The child takes the stack down first; we wait for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
