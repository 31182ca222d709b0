/** Viewers read; traders and owners also change things. */
import { appError } from '#core/domain/errors.ts';
import type { Actor } from '#core/store/tenant.ts';

/** @throws AppError FORBIDDEN */
export function requireTrader(actor: Actor): void {
  if (actor.role === 'viewer') throw appError('FORBIDDEN', { need: 'trader' });
}
