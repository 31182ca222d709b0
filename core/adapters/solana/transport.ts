/**
 * HTTP to one endpoint: a time limit and the caller's AbortSignal on every call, nothing retried, no address in an error.
 * web3.js takes no signal, so the current call's travels to `fetch` by asynchronous context.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { Connection, SendTransactionError, SolanaJSONRPCError } from '@solana/web3.js';
import { redact } from './endpoint-name.ts';
import { createHttpFetch } from './http-fetch.ts';

/** An endpoint's call that gave no answer. It proves nothing about any transaction. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
  readonly endpoint: string;
  /** JSON-RPC error code, where it is known. */
  readonly code: number | null;
  /** Whether the endpoint did answer, with an error. */
  readonly answered: boolean;

  constructor(endpoint: string, message: string, answer: { readonly code: number | null; readonly answered: boolean }) {
    super(`${endpoint}: ${message}`);
    this.endpoint = endpoint;
    this.code = answer.code;
    this.answered = answer.answered;
  }
}

export interface Transport {
  /** Runs one call under the time limit. @throws EndpointError, or the signal's reason when the caller gave up. */
  call<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

const callSignal = new AsyncLocalStorage<AbortSignal>();

/** `timeoutMs` bounds each call; connections are kept alive between them. */
export function createTransport(options: { url: string; name: string; timeoutMs: number }): Transport {
  const connection = new Connection(options.url, {
    commitment: 'confirmed',
    disableRetryOnRateLimit: true,
    fetch: createHttpFetch(options.url, () => callSignal.getStore()),
    httpAgent: false,
  });
  return {
    async call(work, signal) {
      signal?.throwIfAborted();
      const controller = new AbortController();
      const giveUp = () => controller.abort(signal?.reason);
      const timer = setTimeout(() => controller.abort(new Error('no answer in time')), options.timeoutMs);
      // One signal may stand over many calls at once; each takes its listener away again.
      if (signal !== undefined) setMaxListeners(0, signal);
      signal?.addEventListener('abort', giveUp, { once: true });
      try {
        return await callSignal.run(controller.signal, () => work(connection));
      } catch (error) {
        signal?.throwIfAborted();
        throw toEndpointError(options, controller.signal.aborted ? controller.signal.reason : error);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      }
    },
  };
}

function toEndpointError(options: { url: string; name: string }, error: unknown): EndpointError {
  if (error instanceof EndpointError) return error;
  const code = error instanceof SolanaJSONRPCError && typeof error.code === 'number' ? error.code : null;
  const message = error instanceof Error ? error.message : String(error);
  const answered = code !== null || error instanceof SendTransactionError;
  return new EndpointError(options.name, redact(message, options.url), { code, answered });
}
