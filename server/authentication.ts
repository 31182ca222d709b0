/** Who a request or a socket speaks for. */
import type { ServerRuntime } from '#core/runtime/server.ts';
import { authenticate } from '#core/usecases/account/authenticate.ts';
import type { Caller } from '#core/usecases/account/caller.ts';

const BEARER = /^Bearer (\S{1,4096})$/;

/** Null without a token, and with one that is wrong: what needs a caller then answers UNAUTHENTICATED. */
export async function callerOfHeader(
  runtime: ServerRuntime,
  authorization: string | undefined,
): Promise<Caller | null> {
  const [, token] = BEARER.exec(authorization ?? '') ?? [];
  return token === undefined ? null : authenticate(runtime, token);
}

/** From a socket's `connectionParams`: `token`, or `authorization` as the header would be. */
export async function callerOfParams(
  runtime: ServerRuntime,
  params: Readonly<Record<string, unknown>>,
): Promise<Caller | null> {
  const { token, authorization } = params;
  if (typeof token === 'string') return callerOfHeader(runtime, `Bearer ${token}`);
  return callerOfHeader(runtime, typeof authorization === 'string' ? authorization : undefined);
}
