/** Administrators operate the installation; asked before anything is looked up, so that a refusal tells nothing. */
import { appError } from '#core/domain/errors.ts';
import type { Caller } from './account/caller.ts';

export const isAdmin = ({ platformRole }: Pick<Caller, 'platformRole'>): boolean => platformRole === 'admin';

/** @throws AppError FORBIDDEN */
export function requireAdmin(caller: Pick<Caller, 'platformRole'>): void {
  if (!isAdmin(caller)) throw appError('FORBIDDEN', { need: 'admin' });
}
