/** Whose pages may talk to the server: our own, and those of the origins that were allowed (S-02). */
import type { IncomingHttpHeaders } from 'node:http';

/** True for what is no page of another site: browsers always tell the origin, programs have none. */
export function isAllowedOrigin({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
