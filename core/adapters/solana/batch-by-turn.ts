/**
 * Calls of one kind made in the same turn of the event loop go out as one JSON-RPC batch: a HTTP request costs either side several
 * times what a simulation does. Nobody waits for a call that has not been made yet.
 */
import type { RpcOutcome, RpcRequest } from './json-rpc.ts';
import type { Pace, Transport } from './transport.ts';

/** Small enough for the limits of providers, large enough that the request itself no longer counts. */
const A_BATCH = 16;

interface Waiting<T> {
  readonly request: RpcRequest<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * Asks as `Transport.request` does. A caller who gives up is let go at once; the call it was part of goes on for the others.
 */
export function batchByTurn<T>(
  transport: Transport,
  pace: Pace,
): (request: RpcRequest<T>, signal: AbortSignal | undefined) => Promise<T> {
  let waiting: Waiting<T>[] = [];

  const send = async (batch: readonly Waiting<T>[]): Promise<void> => {
    try {
      const outcomes = await ask(transport, batch, pace);
      for (const [position, one] of batch.entries()) settle(one, outcomes[position]);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let at = 0; at < all.length; at += A_BATCH) void send(all.slice(at, at + A_BATCH));
  };

  return (request, signal) =>
    new Promise<T>((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const giveUp = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', giveUp, { once: true });
      const done = (): void => signal?.removeEventListener('abort', giveUp);
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({
        request,
        resolve(value) {
          done();
          resolve(value);
        },
        reject(error) {
          done();
          reject(error);
        },
      });
    });
}

async function ask<T>(
  transport: Transport,
  batch: readonly Waiting<T>[],
  pace: Pace,
): Promise<readonly RpcOutcome<T>[]> {
  const [only] = batch;
  if (only !== undefined && batch.length === 1) {
    return [{ ok: true, value: await transport.request(only.request, { pace }) }];
  }
  return transport.batch(
    batch.map(({ request }) => request),
    { pace },
  );
}

function settle<T>({ resolve, reject }: Waiting<T>, outcome: RpcOutcome<T> | undefined): void {
  if (outcome?.ok === true) resolve(outcome.value);
  else reject(outcome === undefined ? new Error('the batch left this call out') : outcome.error);
}
