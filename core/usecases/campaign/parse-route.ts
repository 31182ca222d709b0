import { appError } from '#core/domain/errors.ts';
import { type Route, usesJito } from '#core/domain/execution/route.ts';
import { TIP_FLOOR } from '#core/domain/execution/tip.ts';

/** What holds for every campaign that trades over a block engine here. */
export interface JitoTerms {
  /** The most lamports any transaction may offer. */
  readonly cap: bigint;
}

export interface RouteInput {
  /** RPC when left out. */
  readonly route?: Route | null;
  /** Lamports. Needed on a Jito route, and meaningless on the other. */
  readonly maxTipLamports?: bigint | null;
}

/** @throws AppError BLOCK_ENGINE_MISSING, BAD_USER_INPUT */
export function parseRoute(input: RouteInput, jito: JitoTerms | null): { route: Route; maxTip: bigint } {
  const { route, maxTipLamports } = { route: input.route ?? 'RPC', maxTipLamports: input.maxTipLamports ?? 0n };
  if (!usesJito(route)) {
    if (maxTipLamports === 0n) return { route, maxTip: 0n };
    throw tipRefused('must be left out on the RPC route, which pays no tip');
  }
  const { cap } = requireBlockEngine(route, jito, 'route');
  if (maxTipLamports >= TIP_FLOOR && maxTipLamports <= cap) return { route, maxTip: maxTipLamports };
  throw tipRefused(`must be ${TIP_FLOOR} to ${cap} lamports on a Jito route`);
}

const tipRefused = (rule: string) => appError('BAD_USER_INPUT', { field: 'maxTipLamports', rule });

/** @throws AppError BLOCK_ENGINE_MISSING at `field` when the route needs a block engine and there is none */
export function requireBlockEngine(route: Route, jito: JitoTerms | null, field: string): JitoTerms {
  if (jito === null) throw appError('BLOCK_ENGINE_MISSING', { field, route });
  return jito;
}
