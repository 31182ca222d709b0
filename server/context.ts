/** What a request knows: the runtime, who asks, and the loaders that batch its reads. */
import { appError } from '#core/domain/errors.ts';
import type { ServerRuntime } from '#core/runtime/server.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { createLoaders, type Loaders } from './graphql/loaders.ts';

export interface Context {
  readonly runtime: ServerRuntime;
  /** Null when nobody is signed in. */
  readonly signedIn: SignedIn | null;
  /** Ends the connection of a subscriber that does not read; does nothing over HTTP. */
  readonly cut: () => void;
}

export interface SignedIn {
  readonly caller: Caller;
  /** Scoped to the caller's organisation. */
  readonly loaders: Loaders;
}

export const createContext = (runtime: ServerRuntime, caller: Caller | null, cut = (): void => undefined): Context => ({
  runtime,
  signedIn: caller === null ? null : { caller, loaders: createLoaders(runtime, caller) },
  cut,
});

/** @throws AppError UNAUTHENTICATED */
export function requireSignedIn({ signedIn }: Context): SignedIn {
  if (signedIn === null) throw appError('UNAUTHENTICATED', {});
  return signedIn;
}
