// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngineAdapter } from './adapter.mjs';
import { createDatabase } from './commands.mjs';
import { loadEngine } from './engine.mjs';

/** @typedef {{ id: number | string, method: string, params: unknown }} Request */
/** @typedef {Record<string, (params: unknown) => Promise<Record<string, unknown> | undefined>>} Engine */

/** Methods that the wasm engine knows by another name. @type {Record<string, string>} */
const RENAMED = { getDatabaseVersion: 'version' };

/** JSON-RPC error code that the native engine uses for everything a user may see. */
const USER_FACING_ERROR = 4466;

/** @param {object} message */
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

/**
 * Answers Prisma's requests one after the other until standard input closes.
 * @param {import('./arguments.mjs').EngineOptions} options
 */
export function serve(options) {
  const factory = bindMigrationAwareSqlAdapterFactory(new SchemaEngineAdapter(options.url, options.shadowDatabaseUrl));
  /** @type {Promise<Engine> | undefined} */
  let engine;
  const opened = () => (engine ??= openEngine(options, factory));
  let queue = Promise.resolve();
  const input = readline.createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  input.on('line', (line) => {
    const request = line.trim() ? JSON.parse(line) : {};
    if (request.method) queue = queue.then(() => answer(request, options.url, opened, factory.errorRegistry));
  });
  input.on('close', () => void queue.then(() => process.exit(0)));
}

/**
 * @param {import('./arguments.mjs').EngineOptions} options
 * @param {ReturnType<typeof bindMigrationAwareSqlAdapterFactory>} factory
 * @returns {Promise<Engine>}
 */
async function openEngine({ datamodels }, factory) {
  const SchemaEngine = await loadEngine();
  const files = datamodels.map(
    (file) => /** @type {[string, string]} */ ([file, fs.readFileSync(path.resolve(file), 'utf8')]),
  );
  const engine = await SchemaEngine.new({ datamodels: files.length > 0 ? files : undefined }, () => undefined, factory);
  return /** @type {Engine} */ (/** @type {unknown} */ (engine));
}

/**
 * @param {Request} request
 * @param {string} url
 * @param {() => Promise<Engine>} opened
 * @param {{ consumeError(id: number): { error: unknown } | undefined }} errors what the adapter threw, by number
 */
async function answer(request, url, opened, errors) {
  try {
    send({ id: request.id, result: await perform(request, url, opened) });
  } catch (error) {
    send({ id: request.id, error: rpcError(error, errors) });
  }
}

/** @param {Request} request @param {string} url @param {() => Promise<Engine>} opened */
async function perform({ id, method, params }, url, opened) {
  if (method === 'createDatabase') return { databaseName: await createDatabase(url) };
  const engine = await opened();
  const { stdout, ...result } = (await engine[RENAMED[method] ?? method]?.call(engine, params)) ?? {};
  if (method !== 'diff') return stdout === undefined ? result : { stdout, ...result };
  // The native engine prints a diff by a notification of its own.
  if (stdout) send({ id: `print-${id}`, method: 'print', params: { content: String(stdout).replace(/\n$/, '') } });
  return result;
}

/**
 * @param {unknown} error
 * @param {{ consumeError(id: number): { error: unknown } | undefined }} errors
 */
function rpcError(error, errors) {
  const { id, code, meta, message } = /** @type {{ id?: number, code?: string, meta?: unknown, message?: string }} */ (
    error
  );
  const thrown = typeof id === 'number' ? errors.consumeError(id)?.error : undefined;
  return {
    code: USER_FACING_ERROR,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: false,
      message: /** @type {Error | undefined} */ (thrown)?.message ?? message ?? String(error),
      meta: meta ?? null,
      ...(code ? { error_code: code } : {}),
    },
  };
}
