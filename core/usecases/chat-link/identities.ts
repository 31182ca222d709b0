import { appError } from '#core/domain/errors.ts';
import type { LinkedIdentity, People } from '#core/ports/people.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import { auditIdentity } from './link-code.ts';

interface Deps {
  readonly db: Database;
  readonly people: People;
}

/** Whatever vouches for the caller but their password. */
export const listIdentities = ({ people }: Deps, { userId }: Actor): Promise<LinkedIdentity[]> =>
  people.identitiesOf(userId);

/** Chats are for talking to us; nobody signs in by one. */
const CHATS: readonly string[] = ['telegram', 'discord'];

/** @throws AppError NOT_FOUND, BAD_USER_INPUT when it is the only way the caller can sign in */
export async function unlinkIdentity({ db, people }: Deps, actor: Actor, id: string): Promise<void> {
  const identities = await people.identitiesOf(actor.userId);
  const identity = found(
    identities.find((one) => one.id === id),
    'identity',
  );
  const doors = identities.filter(({ provider }) => !CHATS.includes(provider));
  const isLastDoor = doors.length === 1 && doors[0]?.id === id && !(await people.hasPassword(actor.userId));
  if (isLastDoor) throw appError('BAD_USER_INPUT', { field: 'id', rule: 'is your only way to sign in' });
  if (!(await people.unlink(actor.userId, id))) throw appError('NOT_FOUND', { what: 'identity' });
  await auditIdentity(db, actor, 'identity.unlinked', identity);
}
