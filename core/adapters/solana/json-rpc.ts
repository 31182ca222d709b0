/** JSON-RPC 2.0 as text: what is asked, alone or in a batch, and what the answer says. */
import { asRecord, InexactNumber, type JsonRecord, parseExactly } from './json.ts';

export interface RpcRequest<T> {
  readonly method: string;
  readonly params: readonly unknown[];
  /** Makes sense of the result. What it throws makes it no answer. */
  readonly decode: (result: unknown) => T;
}

/** The endpoint's own error, in answer to what it was asked. */
export class RpcRefusal extends Error {
  override readonly name = 'RpcRefusal';
  readonly code: number | null;

  constructor(code: number | null, message: string) {
    super(message);
    this.code = code;
  }
}

/** What became of one request of a batch: its result, the endpoint's refusal, or that it was no answer. */
export type RpcOutcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

const call = (id: number, { method, params }: RpcRequest<unknown>) => ({ jsonrpc: '2.0', id, method, params });

export const writeRequest = (request: RpcRequest<unknown>): string => JSON.stringify(call(0, request));
export const writeBatch = (requests: readonly RpcRequest<unknown>[]): string =>
  JSON.stringify(requests.map((request, id) => call(id, request)));

/** @throws RpcRefusal, or what tells that it is no answer to `request` */
export const readResponse = <T>(text: string, request: RpcRequest<T>): T =>
  exactly(text, (json) => resultOf(asRecord(json), request));

/**
 * Outcomes in the order of the requests, whatever the order of the answers.
 * @throws RpcRefusal of the batch as a whole, or what tells that it is no answer to `requests`
 */
export const readBatch = <T>(text: string, requests: readonly RpcRequest<T>[]): RpcOutcome<T>[] =>
  exactly(text, (json) => {
    if (!Array.isArray(json)) throw refusalOf(asRecord(json));
    const byId = new Map(json.map((one) => [asRecord(one)['id'], one]));
    return requests.map((request, id) => outcomeOf(byId.get(id), request));
  });

function outcomeOf<T>(answer: unknown, request: RpcRequest<T>): RpcOutcome<T> {
  try {
    return { ok: true, value: resultOf(asRecord(answer), request) };
  } catch (error) {
    if (error instanceof InexactNumber) throw error;
    return { ok: false, error };
  }
}

/** The quick parse, and where that cannot hold a number that is asked for, the exact one. */
function exactly<T>(text: string, read: (json: unknown) => T): T {
  try {
    return read(JSON.parse(text));
  } catch (error) {
    if (error instanceof InexactNumber) return read(parseExactly(text));
    throw error;
  }
}

function resultOf<T>(answer: JsonRecord, request: RpcRequest<T>): T {
  if (answer['error'] != null) throw refusalOf(answer);
  if (!('result' in answer)) throw new TypeError('an answer without result or error');
  return request.decode(answer['result']);
}

function refusalOf(answer: JsonRecord): RpcRefusal {
  const { code, message } = asRecord(answer['error']) as { code?: unknown; message?: unknown };
  return new RpcRefusal(
    typeof code === 'number' ? code : null,
    typeof message === 'string' ? message : 'an error without a message',
  );
}
