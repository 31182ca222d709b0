/**
 * Which way a signed transaction takes. `JITO_ONLY` shows it to the block engine alone; `JITO_THEN_RPC` gives the same
 * bytes to the endpoints as well once the block engine has had its time. Never two differently signed variants.
 */
export type Route = 'RPC' | 'JITO_ONLY' | 'JITO_THEN_RPC';

/** How long the block engine has a `JITO_THEN_RPC` transaction to itself. */
export const JITO_HEAD_START_MS = 2_000;

export const usesJito = (route: Route): boolean => route !== 'RPC';

export const usesRpc = (route: Route, ageMs: number): boolean =>
  route === 'RPC' || (route === 'JITO_THEN_RPC' && ageMs >= JITO_HEAD_START_MS);
