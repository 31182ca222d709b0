import { findProfile, type Profile } from '#core/store/accounts.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';

export type Viewer = Profile;

/** The person and the organisation they act for. @throws AppError NOT_FOUND when they are no member any more */
export async function getViewer(
  deps: { readonly db: Database },
  actor: Pick<Actor, 'userId' | 'organizationId'>,
): Promise<Viewer> {
  return found(await findProfile(deps.db.as(actor), actor), 'member');
}
