import type { Run } from '#core/domain/campaign/run.ts';
import type { Database } from '#core/store/db.ts';
import { findRun, runsByIds } from '#core/store/runs.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';

/** @throws AppError NOT_FOUND */
export async function getRun(deps: { readonly db: Database }, actor: Actor, id: string): Promise<Run> {
  return found(await findRun(deps.db.as(actor), actor, id), 'run');
}

/** Those of the runs that the organisation has, in no order: for a loader. */
export const getRuns = (deps: { readonly db: Database }, actor: Actor, ids: readonly string[]): Promise<Run[]> =>
  runsByIds(deps.db.as(actor), actor, ids);
