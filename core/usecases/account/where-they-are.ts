import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { People } from '#core/ports/people.ts';
import type { Database } from '#core/store/db.ts';
import { findMember } from '#core/store/organizations.ts';

export interface HomeDeps {
  readonly db: Database;
  readonly people: Pick<People, 'homeOf' | 'actFor'>;
}

interface Acting {
  readonly sessionId: string;
  readonly userId: UserId;
  readonly organizationId: OrganizationId;
}

/** A session acts for where its person still is: who was taken out of an organisation goes on in the first they are in. */
export async function whereTheyAre<Session extends Acting>(
  { db, people }: HomeDeps,
  session: Session,
): Promise<Session> {
  const { sessionId, userId } = session;
  if ((await findMember(db.as(session), session, userId)) !== null) return session;
  const organizationId = await people.homeOf(userId);
  await people.actFor(sessionId, organizationId);
  return { ...session, organizationId };
}
