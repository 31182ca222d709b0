/** From whatever ends a call without an answer to an error that is fit for logs. */
import { EndpointError, type EndpointFailure } from './endpoint-error.ts';
import { redact } from './endpoint-name.ts';
import { HttpTimeout } from './http-post.ts';
import { RpcRefusal } from './json-rpc.ts';

/** Without word how long to wait. */
const DEFAULT_RETRY_MS = 1_000;
/** An endpoint that asks for more than this is asked again none the less. */
const LONGEST_RETRY_MS = 60_000;
/** JSON-RPC codes that some providers answer in place of HTTP 429. */
const RATE_LIMIT_CODES: ReadonlySet<number | null> = new Set([429, -32429]);

/** Too many requests; nothing is to be asked for so long. */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  readonly retryAfterMs: number;

  constructor(milliseconds: number) {
    super('too many requests');
    this.retryAfterMs = milliseconds;
  }
}

/** RFC 9110, 10.2.3: whole seconds, or a date. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number {
  if (header === undefined) return DEFAULT_RETRY_MS;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(milliseconds) ? DEFAULT_RETRY_MS : Math.min(LONGEST_RETRY_MS, Math.max(0, milliseconds));
}

/** The same for those that say it by a code of JSON-RPC. */
export const orRateLimited = (error: unknown): unknown =>
  error instanceof RpcRefusal && RATE_LIMIT_CODES.has(error.code) ? new RateLimited(DEFAULT_RETRY_MS) : error;

/** `url` is taken out of the message. */
export function toEndpointError(error: unknown, endpoint: string, url: string): EndpointError {
  const message = redact(error instanceof Error ? error.message : String(error), url);
  return new EndpointError(endpoint, failureOf(error), message, error instanceof RpcRefusal ? error.code : null);
}

function failureOf(error: unknown): EndpointFailure {
  if (error instanceof RateLimited) return 'RATE_LIMITED';
  if (error instanceof RpcRefusal) return 'REFUSED';
  if (error instanceof HttpTimeout) return 'TIMED_OUT';
  // Node's own errors of a connection carry the name of the system's.
  return typeof (error as { code?: unknown } | null)?.code === 'string' ? 'UNREACHABLE' : 'BAD_ANSWER';
}
