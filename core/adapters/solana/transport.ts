/**
 * JSON-RPC to one endpoint: within its rate limit, under a time limit and the caller's AbortSignal, nothing retried, no address
 * in an error. How its calls went is kept for whoever chooses between endpoints.
 */
import type { Clock } from '#core/ports/clock.ts';
import { type CallWindow, createCallWindow } from './call-window.ts';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';
import { EndpointError, isFault } from './endpoint-error.ts';
import type { EndpointSettings } from './endpoint-settings.ts';
import { createHttpPost, type HttpAnswer } from './http-post.ts';
import { type RpcOutcome, type RpcRequest, readBatch, readResponse, writeBatch, writeRequest } from './json-rpc.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';
import { orRateLimited, RateLimited, retryAfterMs, toEndpointError } from './transport-failure.ts';

/**
 * What a call may cost: `quick` ones stand in the way of a trade, `slow` ones read history or search, and a `probe` asks even an
 * endpoint that is left alone after failures.
 */
export type Pace = 'quick' | 'slow' | 'probe';

/** Times the endpoint's own time limit. */
const TIME_LIMITS: Readonly<Record<Pace, number>> = { quick: 1, slow: 4, probe: 1 };
/** How long a call waits for the rate limit: a trade rather goes to another endpoint. */
const PATIENCE_MS: Readonly<Record<Pace, number>> = { quick: 250, slow: 5_000, probe: 1_000 };
const DEFAULT_TIMEOUT_MS = 5_000;

export interface CallOptions {
  readonly pace: Pace;
  readonly signal?: AbortSignal | undefined;
}

export interface Transport {
  /** @throws EndpointError, or the signal's reason when the caller gave up */
  request<T>(request: RpcRequest<T>, options: CallOptions): Promise<T>;
  /**
   * All in one HTTP request, each with an outcome of its own, errors as `request` throws them.
   * @throws as `request`, when none has an answer
   */
  batch<T>(requests: readonly RpcRequest<T>[], options: CallOptions): Promise<readonly RpcOutcome<T>[]>;
  readonly window: CallWindow;
  readonly breaker: CircuitBreaker;
  readonly bucket: TokenBucket;
  close(): void;
}

export interface TransportOptions {
  readonly settings: EndpointSettings;
  /** Fit for logs. */
  readonly name: string;
  readonly clock: Clock;
  /** Told of each connection that is made while there is no other. */
  readonly onConnect?: () => void;
  /** Told of each call that was made, and gave no answer before its caller gave up. */
  readonly onFailure?: (error: EndpointError) => void;
}

/** One HTTP request on its way. */
interface Exchange extends CallOptions {
  readonly body: string;
  readonly tokens: number;
}

export function createTransport(options: TransportOptions): Transport {
  const { settings, clock } = options;
  const window = createCallWindow(clock);
  const breaker = createCircuitBreaker(clock, window);
  const bucket = createTokenBucket({ clock, perSecond: settings.requestsPerSecond, burst: settings.burst });
  const http = createHttpPost(settings.url, () => options.onConnect?.());
  const limitMs = (pace: Pace): number => (settings.timeoutMs ?? DEFAULT_TIMEOUT_MS) * TIME_LIMITS[pace];

  const heldBack = (why: string) => new EndpointError(options.name, 'HELD_BACK', why);
  const admit = async ({ pace, signal, tokens }: Exchange): Promise<void> => {
    signal?.throwIfAborted();
    if (pace !== 'probe' && breaker.state() !== 'closed') throw heldBack('left alone for a while after it failed');
    if (!(await bucket.take(tokens, PATIENCE_MS[pace], signal))) throw heldBack('its rate limit is spent');
  };

  const record = (failed: boolean, tookMs: number): void => {
    window.record(failed, tookMs);
    breaker.record(failed);
  };
  /** What the caller is to be thrown. */
  const failed = (cause: unknown, { signal, pace }: Exchange, tookMs: number): unknown => {
    if (signal?.aborted) {
      // Callers with less patience than the time limit must not hide that nobody answers.
      if (tookMs >= limitMs(pace) / 2) record(true, tookMs);
      return signal.reason;
    }
    const error = orRateLimited(cause);
    const failure = toEndpointError(error, options.name, settings.url);
    if (error instanceof RateLimited) bucket.shut(error.retryAfterMs);
    else record(isFault(failure), tookMs);
    options.onFailure?.(failure);
    return failure;
  };

  const exchange = async <R>(one: Exchange, read: (text: string) => R): Promise<R> => {
    await admit(one);
    const startedAt = clock.ticks();
    try {
      const answer = await http.post(one.body, { timeoutMs: limitMs(one.pace), signal: one.signal });
      const result = understand(answer, read);
      record(false, clock.ticks() - startedAt);
      return result;
    } catch (error) {
      throw failed(error, one, clock.ticks() - startedAt);
    }
  };

  const worded = <T>(outcome: RpcOutcome<T>): RpcOutcome<T> =>
    outcome.ok ? outcome : { ok: false, error: toEndpointError(outcome.error, options.name, settings.url) };

  return {
    ...{ window, breaker, bucket },
    request: (request, call) =>
      exchange({ ...call, body: writeRequest(request), tokens: 1 }, (text) => readResponse(text, request)),
    batch: (requests, call) =>
      exchange({ ...call, body: writeBatch(requests), tokens: requests.length }, (text) =>
        someOf(readBatch(text, requests)).map(worded),
      ),
    close: http.close,
  };
}

/** A batch of nothing but failures is one. */
function someOf<T>(outcomes: readonly RpcOutcome<T>[]): readonly RpcOutcome<T>[] {
  const [first] = outcomes;
  if (first !== undefined && !first.ok && outcomes.every(({ ok }) => !ok)) throw first.error;
  return outcomes;
}

/** A JSON-RPC error may come with any status; without one, the status is all there is to tell. */
function understand<R>({ status, headers, text }: HttpAnswer, read: (text: string) => R): R {
  if (status === 429) throw new RateLimited(retryAfterMs(headers['retry-after']));
  if (status >= 200 && status < 300) return read(text);
  if (text.includes('"jsonrpc"')) return read(text);
  throw new Error(`HTTP ${status}`);
}
