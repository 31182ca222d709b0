// @ts-check

/**
 * A failure the person at the terminal can mend. The message is one sentence that says what happened
 * followed by one that says what to do; it is printed without a stack.
 */
export class Failure extends Error {
  /**
   * @param {string} what the sentence that says what happened
   * @param {string} remedy the sentence that says what to do about it
   * @param {ErrorOptions} [options]
   */
  constructor(what, remedy, options) {
    super(`${what}${what.endsWith('\n') ? '' : ' '}${remedy}`, options);
    this.name = 'Failure';
  }
}

/** What the operating system's error codes mean to a person, and the way out. @type {Record<string, [string, string]>} */
const SYSTEM_ERRORS = {
  ENOSPC: ['The disk is full', 'Free some space, or set DATA_DIR to a folder on another disk, and start again.'],
  EDQUOT: ['The disk quota is used up', 'Free some space, or set DATA_DIR to another folder, and start again.'],
  EROFS: ['The disk is read-only', 'Set DATA_DIR to a folder that can be written to.'],
  EACCES: ['Permission was denied', 'Give the current user access, or set DATA_DIR to a folder of its own.'],
  EPERM: ['The operation was not permitted', 'Give the current user access, or set DATA_DIR to a folder of its own.'],
  EMFILE: ['Too many files are open', 'Raise the limit (ulimit -n 4096) and start again.'],
};

/**
 * The one line that is printed for an error that ends a command.
 * @param {unknown} error
 * @returns {string}
 */
export function describeFailure(error) {
  if (error instanceof Failure) return error.message;
  const { code, path, message } = /** @type {NodeJS.ErrnoException} */ (error);
  const known = SYSTEM_ERRORS[code ?? ''];
  if (known) return `${known[0]}${path ? ` (${path})` : ''}. ${known[1]}`;
  return `Unexpected error: ${message ?? String(error)}. Set DEBUG=1 to see where it came from.`;
}

/**
 * Prints an error as one line on standard error; with DEBUG set, its stack too.
 * @param {unknown} error
 */
export function printFailure(error) {
  process.stderr.write(`\n${describeFailure(error)}\n`);
  if (process.env['DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}
