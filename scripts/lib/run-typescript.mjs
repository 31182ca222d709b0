// @ts-check
import { spawn } from 'node:child_process';
import path from 'node:path';
import { printFailure } from './failure.mjs';
import { nodeVersionProblem } from './node-version.mjs';
import { installPackages } from './packages.mjs';
import { ROOT } from './paths.mjs';

/** What Node needs to run our sources as they are. */
export const TYPESCRIPT_FLAGS = ['--import', 'tsx', '--conditions=source', '--enable-source-maps'];

/**
 * Runs one of our TypeScript programs on a machine where nothing is installed: packages first, with Node's own modules alone,
 * then the program, which takes its stack down when we are told to end.
 * @param {string} file from the project's root
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] its whole environment, default ours
 */
export async function runTypeScript(file, args, env = process.env) {
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
  const child = spawn(process.execPath, [...TYPESCRIPT_FLAGS, path.join(ROOT, file), ...args], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
}
