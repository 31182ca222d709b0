/** Owners manage members, keys, exports and withdrawal addresses. */
import { appError } from '#core/domain/errors.ts';
import type { Actor } from '#core/store/tenant.ts';

/** @throws AppError FORBIDDEN */
export function requireOwner(actor: Pick<Actor, 'role'>): void {
  if (actor.role !== 'owner') throw appError('FORBIDDEN', { need: 'owner' });
}
