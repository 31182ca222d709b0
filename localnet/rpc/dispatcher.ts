import { accountMethods } from './methods/accounts.ts';
import { adminMethods } from './methods/admin.ts';
import { blockhashMethods } from './methods/blockhashes.ts';
import { blockMethods } from './methods/blocks.ts';
import { clusterMethods } from './methods/cluster.ts';
import { historyMethods } from './methods/history.ts';
import { tokenMethods } from './methods/tokens.ts';
import { transactionMethods } from './methods/transactions.ts';
import { Params } from './params.ts';
import type { Method, MethodTable, RpcContext } from './rpc-context.ts';
import { invalidParams, RPC_CODE, RpcError } from './rpc-error.ts';
import { TransportFault } from './transport-fault.ts';

export interface RpcResponse {
  readonly jsonrpc: '2.0';
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

const METHODS: MethodTable = {
  ...accountMethods,
  ...tokenMethods,
  ...clusterMethods,
  ...blockhashMethods,
  ...blockMethods,
  ...historyMethods,
  ...transactionMethods,
  ...adminMethods,
};

/** One call on its way to its method. */
export interface Call {
  readonly method: string;
  readonly params: Params;
  readonly context: RpcContext;
  /** Runs the method on a context, which need not be the one given. */
  readonly run: (context: RpcContext) => unknown;
}

/** Stands between a call and its method: may let it run on another context, change what it says, or throw. */
export type Intercept = (call: Call) => Promise<unknown>;

/** Requests one batch may hold. */
const MAX_BATCH = 1_000;

/** Answers JSON-RPC requests. What goes wrong becomes an error response; only a {@link TransportFault} is thrown. */
export class Dispatcher {
  readonly #context: RpcContext;
  readonly #onFault: (method: string, error: unknown) => void;
  readonly #intercept: Intercept | undefined;
  readonly #methods: MethodTable;

  /** `onFault` hears of errors that are ours and not the caller's. */
  constructor(
    context: RpcContext,
    onFault: (method: string, error: unknown) => void,
    intercept?: Intercept,
    methods: MethodTable = METHODS,
  ) {
    this.#context = context;
    this.#onFault = onFault;
    this.#intercept = intercept;
    this.#methods = methods;
  }

  /** Answers the body of one HTTP request: a single request or a batch. Null when no answer is due. */
  async answer(body: string): Promise<RpcResponse | readonly RpcResponse[] | null> {
    const request = parseJson(body);
    if (request === undefined) return failure(null, RPC_CODE.parseError, 'Parse error');
    if (!Array.isArray(request)) return this.#answerOne(request);
    if (request.length === 0 || request.length > MAX_BATCH) {
      return failure(null, RPC_CODE.invalidRequest, `Invalid request: a batch holds 1 to ${MAX_BATCH} requests`);
    }
    const answers = [];
    for (const one of request) answers.push(await this.#answerOne(one));
    const due = answers.filter((answer) => answer !== null);
    return due.length === 0 ? null : due;
  }

  async #answerOne(request: unknown): Promise<RpcResponse | null> {
    const { id, method, params } = (typeof request === 'object' && request !== null ? request : {}) as Record<
      'id' | 'method' | 'params',
      unknown
    >;
    if (typeof method !== 'string') return failure(id ?? null, RPC_CODE.invalidRequest, 'Invalid request');
    try {
      const result = await this.#call(method, params);
      return id === undefined ? null : { jsonrpc: '2.0', id, result };
    } catch (error) {
      if (error instanceof TransportFault) throw error;
      return id === undefined ? null : this.#toFailure(id, method, error);
    }
  }

  async #call(method: string, params: unknown): Promise<unknown> {
    const handler = Object.hasOwn(this.#methods, method) ? this.#methods[method] : undefined;
    if (handler === undefined) throw new RpcError(RPC_CODE.methodNotFound, 'Method not found');
    if (params !== undefined && params !== null && !Array.isArray(params))
      throw invalidParams('params must be an array');
    return this.#run(method, handler, new Params(params ?? []));
  }

  #run(method: string, handler: Method, params: Params): unknown {
    const context = this.#context;
    if (this.#intercept === undefined) return handler(context, params);
    return this.#intercept({ method, params, context, run: (chosen) => handler(chosen, params) });
  }

  #toFailure(id: unknown, method: string, error: unknown): RpcResponse {
    if (error instanceof RpcError) return failure(id, error.code, error.message, error.data);
    this.#onFault(method, error);
    return failure(id, RPC_CODE.internalError, 'Internal error');
  }
}

function failure(id: unknown, code: number, message: string, data?: unknown): RpcResponse {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
