import { isUuid, type OrganizationId } from '#core/domain/ids.ts';
import type { People } from '#core/ports/people.ts';
import { findMember } from '#core/store/organizations.ts';
import type { Caller } from '../account/caller.ts';
import { describe, type OpenSession, type SessionDeps } from '../account/open-session.ts';
import { found } from '../found.ts';
import { record } from './record.ts';

/**
 * Lets the caller's session act for another of their organisations. Its refresh token stays; access tokens for the
 * organisation before are good until they end.
 * @throws AppError NOT_FOUND when the caller is no member of it
 */
export async function switchOrganization(
  deps: SessionDeps & { readonly people: Pick<People, 'actFor'> },
  caller: Caller,
  organizationId: string,
): Promise<Pick<OpenSession, 'access' | 'viewer'>> {
  const { sessionId: id, userId } = caller;
  const wanted = found(isUuid(organizationId) ? (organizationId as OrganizationId) : null, 'organization');
  const session = { id, userId, organizationId: wanted };
  await deps.db.transaction(session, async (tx) => {
    found(await findMember(tx, session, userId), 'organization');
    await record(tx, session, { action: 'session.switched', objectKind: 'session', objectId: id });
  });
  await deps.people.actFor(id, wanted);
  return describe(deps, session);
}
