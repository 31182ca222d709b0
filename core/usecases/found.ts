import { appError } from '#core/domain/errors.ts';

/** @throws AppError NOT_FOUND, also for what belongs to another organisation. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value == null) throw appError('NOT_FOUND', { what });
  return value;
}
