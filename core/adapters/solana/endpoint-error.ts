/** Why a call of an endpoint gave no answer. It proves nothing about any transaction. */

export type EndpointFailure =
  /** It answered, with a JSON-RPC error. */
  | 'REFUSED'
  | 'TIMED_OUT'
  /** No connection, or one that was cut. */
  | 'UNREACHABLE'
  /** HTTP 429, or the JSON-RPC error some providers send instead. */
  | 'RATE_LIMITED'
  /** Something that is no answer to what was asked. */
  | 'BAD_ANSWER'
  /** Never asked: its rate limit is spent, or its circuit breaker is open. */
  | 'HELD_BACK';

export class EndpointError extends Error {
  override readonly name = 'EndpointError';
  readonly endpoint: string;
  readonly failure: EndpointFailure;
  /** JSON-RPC error code, where it is known. */
  readonly code: number | null;

  /** `message` names no key: it is fit for logs. */
  constructor(endpoint: string, failure: EndpointFailure, message: string, code: number | null = null) {
    super(`${endpoint}: ${message}`);
    this.endpoint = endpoint;
    this.failure = failure;
    this.code = code;
  }
}

/** Whether it speaks against the endpoint's health: it was asked, and gave no answer of any kind. */
export const isFault = ({ failure }: EndpointError): boolean =>
  failure === 'TIMED_OUT' || failure === 'UNREACHABLE' || failure === 'BAD_ANSWER';
