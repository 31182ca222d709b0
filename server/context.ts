/** What a request knows: the runtime, who asks, and the loaders that batch its reads. */
import { appError } from '#core/domain/errors.ts';
import type { Origin } from '#core/domain/origin.ts';
import type { ServerRuntime } from '#core/runtime/server.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { createLoaders, type Loaders } from './graphql/loaders.ts';
import type { Line } from './graphql/sharing/source.ts';

/** Who asks, and how: whose limits an operation goes on. */
export interface Requester {
  /** Null when nobody is signed in. */
  readonly caller: Caller | null;
  /** Network address of the client. */
  readonly address: string;
  /** What the client calls itself, cut to 256 characters. */
  readonly userAgent?: string | null;
  readonly transport: 'http' | 'socket';
}

export interface Context {
  readonly runtime: ServerRuntime;
  /** Null when nobody is signed in. */
  readonly signedIn: SignedIn | null;
  readonly requester: Requester;
  /** Of the request or the socket's operation; what goes wrong unforeseen is logged and answered with it. */
  readonly correlationId: string;
  /** Where the answers of a subscription go; null over HTTP, and where one answer is made for many. */
  readonly line: Line | null;
}

export interface SignedIn {
  readonly caller: Caller;
  /** Scoped to the caller's organisation. */
  readonly loaders: Loaders;
}

type Given = Pick<Context, 'requester' | 'correlationId'> & Partial<Pick<Context, 'line'>>;

export const createContext = (runtime: ServerRuntime, given: Given): Context => ({
  runtime,
  signedIn: signedIn(runtime, given.requester.caller),
  line: null,
  ...given,
});

/** Most of what is asked for needs no loader, and thousands of subscribers hold a context. */
function signedIn(runtime: ServerRuntime, caller: Caller | null): SignedIn | null {
  if (caller === null) return null;
  let loaders: Loaders | null = null;
  return {
    caller,
    get loaders() {
      loaders ??= createLoaders(runtime, caller);
      return loaders;
    },
  };
}

/** For what is remembered of a session, and for the audit log. */
export const originOf = ({ requester: { address, userAgent = null } }: Context): Origin => ({ ip: address, userAgent });

/** @throws AppError UNAUTHENTICATED */
export function requireSignedIn({ signedIn }: Context): SignedIn {
  if (signedIn === null) throw appError('UNAUTHENTICATED', {});
  return signedIn;
}
