/**
 * What keeps keys inside the signer's process: no debugger, no core dump, no report, no printed object (W-03). It is done before a
 * key is read. What the machine's root, or another process of the same user, may do is out of reach from here: docs/custody.md.
 */
import fs from 'node:fs';
import inspector from 'node:inspector';

/** Flags that open the process to a debugger, or write its memory to a file. */
const OPENS_MEMORY =
  /^--(inspect(-|=|$)|debug(-|=|$)|heapsnapshot-|heap-prof|report-|diagnostic-report|abort-on-uncaught-exception|prof(=|$)|cpu-prof)/;

/** @throws Error in one sentence when the process was started in a way that would show its memory. */
export function refuseOpenMemory(flags: readonly string[], nodeOptions = ''): void {
  const [opening] = [...flags, ...nodeOptions.split(/\s+/)].filter((flag) => OPENS_MEMORY.test(flag));
  if (opening !== undefined) {
    throw new Error(
      `The signer does not start with ${opening.split('=')[0]}: it would open its memory, and the keys in it.`,
    );
  }
  if (inspector.url() !== undefined)
    throw new Error('The signer does not start under a debugger: it would show its keys.');
}

/** Closes the doors that Node opens by itself. */
export function closeProcess(): void {
  // A listener of our own takes the place of Node's, which would open the debugger.
  process.on('SIGUSR1', () => undefined);
  Object.assign(process.report, {
    ...{ reportOnFatalError: false, reportOnSignal: false, reportOnUncaughtException: false },
  });
  dumpNothing();
  process.on('uncaughtException', endBadly);
  process.on('unhandledRejection', endBadly);
}

/**
 * Takes every kind of memory out of core dumps, where Linux lets us: the limit that `npm start` sets keeps files from being
 * written, but not the system from handing a dump to a program.
 */
function dumpNothing(): void {
  try {
    fs.writeFileSync('/proc/self/coredump_filter', '0x0');
  } catch {
    // No Linux, or no such file in this container: the limit is what there is.
  }
}

/** Node would print the error with all that hangs on it. */
function endBadly(error: unknown): void {
  process.stderr.write(`${withoutContents(error)}\n`);
  process.exit(1);
}

/** What kind of error it is and where it came from; neither its message nor its fields, which may hold anything. */
export function withoutContents(error: unknown): string {
  if (!(error instanceof Error)) return 'The signer ended: something that is no error was thrown.';
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const name = `${error.constructor.name}${typeof code === 'string' && /^\w{1,64}$/.test(code) ? ` (${code})` : ''}`;
  return [`The signer ended: an uncaught ${name}.`, ...frames].join('\n');
}

/** An error as the signer logs it: without the fields that libraries hang on it, such as a statement's parameters. */
export function bareError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const { code } = error as { code?: unknown };
  return { type: name, message, stack, ...(typeof code === 'string' ? { code } : {}) };
}
