/**
 * A client of Sluice's GraphQL API for programs: typed operations over HTTP, subscriptions over the socket, a session that renews
 * itself. Works in Node and in browsers; Node 20 has no WebSocket of its own, so one is passed in.
 */
import {
  type AnyVariables,
  Client,
  type CombinedError,
  fetchExchange,
  type OperationResult,
  type TypedDocumentNode,
} from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { createClient as createSocket } from 'graphql-ws';
import { type AuthPayloadPartsFragment, RefreshSessionDocument } from './generated/operations.ts';
import { listedExchange, listedPayload } from './listed-operations.ts';

type Session = Pick<AuthPayloadPartsFragment, 'accessToken' | 'accessTokenExpiresAt' | 'refreshToken'>;

/** An answer that says no: `code` is the server's error code, or `NETWORK` when nobody answered. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** Path of the input field at fault, where there is one. */
  readonly field: string | null;

  constructor(error: CombinedError) {
    const first = error.graphQLErrors[0];
    const text = (key: string): string | null => {
      const value = first?.extensions[key];
      return typeof value === 'string' ? value : null;
    };
    super(first?.message ?? error.message);
    this.code = text('code') ?? (first === undefined ? 'NETWORK' : 'INTERNAL');
    this.field = text('field');
  }
}

export interface ApiClient {
  /** Sends a query or a mutation. @throws ApiError */
  run<Data, Variables extends AnyVariables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** Subscribes until the returned function is called; `onEnd` is told once, with an error or without. */
  subscribe<Data, Variables extends AnyVariables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    observer: { onData: (data: Data) => void; onEnd: (error?: unknown) => void },
  ): () => void;
  /** Uses this session from now on and renews it when its access token is about to end. */
  setSession(session: Session): void;
  close(): Promise<void>;
}

export interface ApiClientOptions {
  /** Of the server, without a slash at the end: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly webSocketImpl?: unknown;
}

/** Renewed this long before it ends. */
const MARGIN_MS = 30_000;

export function createApiClient({ url, webSocketImpl }: ApiClientOptions): ApiClient {
  const endpoint = `${url}/graphql`;
  let session: Session | null = null;
  const isStale = () => session !== null && Date.parse(session.accessTokenExpiresAt) - MARGIN_MS <= Date.now();
  const bare = new Client({ url: endpoint, exchanges: [listedExchange, fetchExchange], preferGetMethod: false });
  // A refresh token is good once: requests and the socket wait for one renewal together.
  let renewing: Promise<void> | null = null;
  const exchange = async ({ refreshToken }: Session): Promise<void> => {
    session = unwrap(await bare.mutation(RefreshSessionDocument, { refreshToken }).toPromise()).refreshSession;
  };
  const renew = async (): Promise<void> => {
    if (session === null) return;
    renewing ??= exchange(session).finally(() => {
      renewing = null;
    });
    await renewing;
  };

  const auth = authExchange(async ({ appendHeaders }) => ({
    addAuthToOperation: (operation) =>
      session === null ? operation : appendHeaders(operation, { authorization: `Bearer ${session.accessToken}` }),
    willAuthError: isStale,
    didAuthError: () => false,
    refreshAuth: renew,
  }));
  const http = new Client({ url: endpoint, exchanges: [listedExchange, auth, fetchExchange], preferGetMethod: false });
  const socket = createSocket({
    url: endpoint.replace(/^http/, 'ws'),
    webSocketImpl,
    connectionParams: async () => {
      if (isStale()) await renew();
      return { token: session?.accessToken ?? '' };
    },
  });

  return {
    async run(document, variables) {
      const isQuery = document.definitions.some((part) => 'operation' in part && part.operation === 'query');
      const request = isQuery ? http.query(document, variables) : http.mutation(document, variables);
      return unwrap(await request.toPromise());
    },
    subscribe(document, variables, { onData, onEnd }) {
      let ended = false;
      const end = (error?: unknown): void => {
        if (!ended) onEnd(error);
        ended = true;
      };
      const payload = listedPayload(document, variables as Record<string, unknown>);
      return socket.subscribe<ReturnType<NonNullable<typeof document.__apiType>>>(payload, {
        next: ({ data, errors }) => {
          if (data) onData(data);
          else if (errors) end(errors[0]);
        },
        error: end,
        complete: () => end(),
      });
    },
    setSession(next) {
      session = next;
    },
    close: async () => socket.dispose(),
  };
}

function unwrap<Data>({ data, error }: OperationResult<Data, AnyVariables>): Data {
  if (error !== undefined) throw new ApiError(error);
  if (data === undefined) throw new Error('the server answered neither data nor an error');
  return data;
}
