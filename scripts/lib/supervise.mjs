// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { startPart } from './processes.mjs';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A process that dies so often in so short a time will not live by being started once more. */
const MOST_DEATHS = 5;
const DEATHS_WITHIN_MS = 60_000;

/** @typedef {import('./processes.mjs').Part} Part */

/**
 * @typedef {object} SuperviseOptions
 * @property {(part: string, state: string) => void} [say] told of each death
 * @property {(options: import('./processes.mjs').PartOptions) => Part} [start] for tests
 * @property {() => number} [now] milliseconds, for tests
 */

/**
 * Starts a process and, once it has been ready, starts it again whenever it ends without being asked to. One that cannot
 * even start the first time is not tried again: what it says is for the operator.
 * @param {import('./processes.mjs').PartOptions} options
 * @param {SuperviseOptions} [how]
 * @returns {Part} `pid` is the present process', `ended` settles when it was stopped or given up
 */
export function supervise(options, { say = () => undefined, start = startPart, now = Date.now } = {}) {
  const stopping = new AbortController();
  let part = start(options);
  const { ready } = part;

  /** @returns {Promise<Failure | undefined>} */
  const watch = async () => {
    /** @type {number[]} */
    let deaths = [];
    for (;;) {
      const failure = await lifeOf(part);
      if (stopping.signal.aborted) return undefined;
      if (deaths.length === 0 && !(await wasReady(ready))) return failure;
      deaths = [...deaths.filter((at) => now() - at < DEATHS_WITHIN_MS), now()];
      if (deaths.length >= MOST_DEATHS) return givenUp(options.name, failure);
      say(options.name, 'ended unexpectedly and is started again');
      await delay(pauseAfter(deaths.length), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return undefined;
      part = start(options);
    }
  };
  const ended = watch();
  return {
    name: options.name,
    get pid() {
      return part.pid;
    },
    ready,
    ended,
    stop: async () => {
      stopping.abort();
      await part.stop();
    },
  };
}

/** @param {number} deaths lately, 1 or more */
const pauseAfter = (deaths) => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (deaths - 1));

/** @param {Promise<unknown>} ready */
const wasReady = (ready) =>
  ready.then(
    () => true,
    () => false,
  );

/**
 * Waits for the end of one process. One that runs but never says that it is ready is ended.
 * @param {Part} part
 * @returns {Promise<Failure | undefined>} what went wrong, as far as it is known
 */
async function lifeOf(part) {
  try {
    await part.ready;
  } catch (error) {
    await part.stop();
    return error instanceof Failure ? error : undefined;
  }
  return part.ended;
}

/** @param {string} name @param {Failure | undefined} last */
const givenUp = (name, last) =>
  new Failure(
    `The ${name} process ended ${MOST_DEATHS} times within a minute and is not started again. The last time:\n${last?.message ?? 'it ended by itself.'}\n`,
    'Mend that, and start again.',
  );
