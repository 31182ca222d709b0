import { appError } from '#core/domain/errors.ts';

/**
 * A text a person gave, without the space around it.
 * @throws AppError BAD_USER_INPUT when it is shorter or longer than the bounds, or holds control characters.
 */
export function parseText(text: string, field: string, bounds: { min: number; max: number }): string {
  const trimmed = text.trim();
  if (trimmed.length < bounds.min || trimmed.length > bounds.max) {
    throw appError('BAD_USER_INPUT', { field, rule: `must have ${bounds.min} to ${bounds.max} characters` });
  }
  if (/\p{Cc}/u.test(trimmed)) throw appError('BAD_USER_INPUT', { field, rule: 'must hold no control characters' });
  return trimmed;
}

/** What people call their things. @throws AppError BAD_USER_INPUT */
export const parseName = (text: string, field: string): string => parseText(text, field, { min: 1, max: 80 });
