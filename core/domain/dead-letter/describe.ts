/** What of a failed job may be kept: ids, and words without secrets. */
import type { Failure, PayloadIds } from './dead-letter.ts';

const LONGEST_ID = 64;
const MOST_FIELDS = 10;
const LONGEST_MESSAGE = 500;

/** The payload's ids and figures. Whatever else was delivered is left out: it may be anything. */
export function payloadIds(payload: unknown): PayloadIds {
  if (typeof payload !== 'object' || payload === null) return {};
  const kept = Object.entries(payload).filter((field): field is [string, string | number | boolean] => isId(field[1]));
  return Object.fromEntries(kept.slice(0, MOST_FIELDS));
}

const isId = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= LONGEST_ID);

/** User and password in an address. */
const CREDENTIALS = /(\w+:\/\/)[^\s/@]+@/g;
/** Queries of addresses: endpoints carry their keys there. */
const QUERY = /(\w+:\/\/[^\s?]+)\?[^\s]*/g;
/** As long as a key in base58, base64 or hex. */
const LONG_WORD = /[A-Za-z0-9+/=_-]{60,}/g;

/** An error as an operator reads it. */
export function describeFailure(error: unknown): Failure {
  const { code, name, message } = fieldsOf(error);
  const text = message.replace(CREDENTIALS, '$1…@').replace(QUERY, '$1?…').replace(LONG_WORD, '…');
  return { code: code ?? name, message: text.slice(0, LONGEST_MESSAGE) };
}

function fieldsOf(error: unknown): { code: string | null; name: string; message: string } {
  if (!(error instanceof Error)) return { code: null, name: 'Error', message: String(error) };
  const { code } = error as { code?: unknown };
  return { code: typeof code === 'string' ? code : null, name: error.name, message: error.message };
}

/** Sockets that were cut or not answered, and what Postgres says when it stops, starts or breaks a deadlock. */
const PASSING_CODES = /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT|08\w{3}|57P0\d|53\w{3}|40P01|25P03)$/;
/** What adapters throw when the other side gave no answer. */
const PASSING_NAMES = new Set(['AppError', 'EndpointError', 'TimeoutError', 'AbortError']);

/** What the driver of Postgres says, without a code, when there is no connection to be had or no answer. */
const PASSING_MESSAGES = /connection (terminated|timeout)|timeout exceeded when trying to connect|query read timeout/i;

/** Whether a part of the installation was away: it goes by itself when that is back, and says nothing about the job. */
export function isOutage(error: unknown): boolean {
  const { code, name, message } = fieldsOf(error);
  return PASSING_NAMES.has(name) || (code !== null && PASSING_CODES.test(code)) || PASSING_MESSAGES.test(message);
}
