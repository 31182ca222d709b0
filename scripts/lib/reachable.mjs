// @ts-check
import net from 'node:net';
import { Failure } from './failure.mjs';
import { redactAddress } from './redact.mjs';

const ANSWER_MS = 5_000;

/**
 * Makes sure that a service of the operator's own is there before anything is built on it.
 * @param {string} name of the variable that names it
 * @param {string} address
 * @param {{ protocols: readonly string[], port: number, example: string }} kind
 * @throws {Failure} when it is no address of that kind, or nobody answers there
 */
export async function assertReachable(name, address, { protocols, port, example }) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !protocols.includes(url.protocol) || !url.hostname) {
    throw new Failure(
      `${name} is no address of the kind ${example}.`,
      'Correct it, or leave it out to use an embedded one.',
    );
  }
  const target = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || port) };
  try {
    await connect(target);
  } catch (error) {
    const { code = 'no answer' } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Failure(
      `Nobody answers at ${redactAddress(address)}, which ${name} names (${code}).`,
      'Start it, correct the address, or leave it out to use an embedded one.',
      { cause: error },
    );
  }
}

/** @param {{ host: string, port: number }} target @returns {Promise<void>} */
function connect(target) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ ...target, timeout: ANSWER_MS });
    const end = (/** @type {Error | undefined} */ error) => {
      socket.destroy();
      error ? reject(error) : resolve();
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end(Object.assign(new Error('no answer'), { code: 'no answer' })));
    socket.once('error', end);
  });
}
