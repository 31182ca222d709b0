// @ts-check
import fs from 'node:fs';
import net from 'node:net';
import { Failure } from './failure.mjs';

/**
 * Tries to listen on a port and lets go of it at once.
 * @param {string} host
 * @param {number} port 0 for any free one
 * @returns {Promise<number>} the port
 */
function probe(host, port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const found = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(found));
    });
  });
}

const LOOPBACK = '127.0.0.1';

/** @param {number} first @param {number} count */
async function areFree(first, count) {
  try {
    for (let port = first; port < first + count; port += 1) await probe(LOOPBACK, port);
    return true;
  } catch {
    return false;
  }
}

/**
 * A free loopback port, or the first of several in a row (web3.js looks for the socket one above the RPC port).
 * @param {number} [count]
 */
export async function freePort(count = 1) {
  for (;;) {
    const first = await probe(LOOPBACK, 0);
    if (count === 1 || (await areFree(first, count))) return first;
  }
}

/**
 * The port that a part had last time, or a new one when something else has taken it since.
 * @param {string} file where ports are remembered, by part
 * @param {string} part
 * @param {number} [count] how many ports in a row
 */
export async function rememberedPort(file, part, count = 1) {
  const before = readPorts(file)[part];
  if (before !== undefined && (await areFree(before, count))) return before;
  const port = await freePort(count);
  // Read again: another part may have been remembered while this one looked for its port.
  fs.writeFileSync(file, `${JSON.stringify({ ...readPorts(file), [part]: port }, null, 2)}\n`);
  return port;
}

/** @param {string} file @returns {Record<string, number>} */
export const readPorts = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {});

/**
 * Makes sure that the server will get its port, before anything is started.
 * @param {string} host
 * @param {number} port
 * @throws {Failure} when it will not
 */
export async function assertPortFree(host, port) {
  try {
    await probe(host, port);
  } catch (error) {
    throw portFailure(host, port, /** @type {NodeJS.ErrnoException} */ (error));
  }
}

/** @param {string} host @param {number} port @param {NodeJS.ErrnoException} error */
function portFailure(host, port, error) {
  const cause = { cause: error };
  if (error.code === 'EADDRINUSE') {
    const remedy = `Stop the program that uses it, or choose another port: PORT=${port + 1} npm start.`;
    return new Failure(`Port ${port} on ${host} is taken.`, remedy, cause);
  }
  if (error.code === 'EACCES') {
    return new Failure(
      `Port ${port} needs more rights than this user has.`,
      'Choose one above 1023: PORT=4000 npm start.',
      cause,
    );
  }
  return new Failure(
    `The server cannot listen on ${host}:${port} (${error.code}).`,
    'Set HOST to an address of this machine.',
    cause,
  );
}

/**
 * The port to serve on, from the text of the PORT variable.
 * @param {string | undefined} text
 * @returns {number}
 */
export function parsePort(text) {
  const port = Number(text ?? 4000);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Failure(
    `PORT is "${text}", which is no port.`,
    'Set it to a number from 1 to 65535, or leave it out for 4000.',
  );
}
