import { findProfile, type Profile } from '#core/store/accounts.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import { isAttested } from './attest-legal-use.ts';

export interface Viewer extends Profile {
  /** Whether they declared for this organisation that their use is legal. */
  readonly attested: boolean;
}

/** The person and the organisation they act for. @throws AppError NOT_FOUND when they are no member any more */
export async function getViewer(
  deps: { readonly db: Database },
  actor: Pick<Actor, 'userId' | 'organizationId'>,
): Promise<Viewer> {
  const [profile, attested] = await Promise.all([findProfile(deps.db.as(actor), actor), isAttested(deps, actor)]);
  return { ...found(profile, 'member'), attested };
}
