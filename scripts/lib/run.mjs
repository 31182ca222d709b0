// @ts-check
import { spawn } from 'node:child_process';

/**
 * @typedef {object} RunResult
 * @property {number | null} code exit code; null when it could not be started or was killed by a signal
 * @property {string} output standard output and standard error as they came
 */

/**
 * Runs a program to its end without blocking the event loop, and without a shell.
 * A program that cannot be started is an answer (`code` null), not an exception.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] `stdio: 'ignore'` for programs that leave a daemon behind
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const env = { ...(options.env ?? process.env), NO_COLOR: '1' }; // the output is quoted in messages
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options, env });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/**
 * The last lines of a program's output, for an error message.
 * @param {string} text
 * @param {number} [lines]
 */
export const tail = (text, lines = 8) => text.trimEnd().split('\n').slice(-lines).join('\n');
