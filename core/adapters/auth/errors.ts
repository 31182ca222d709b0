/** better-auth's refusals in our codes. */
import { APIError } from 'better-auth/api';
import { type AppError, appError } from '#core/domain/errors.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './better-auth.ts';

const REFUSALS: Record<string, () => AppError> = {
  INVALID_EMAIL: () => appError('BAD_USER_INPUT', { field: 'email', rule: 'is not an e-mail address' }),
  PASSWORD_TOO_SHORT: () =>
    appError('WEAK_PASSWORD', { field: 'password', rule: `must have at least ${SHORTEST_PASSWORD} characters` }),
  PASSWORD_TOO_LONG: () =>
    appError('WEAK_PASSWORD', { field: 'password', rule: `must have at most ${LONGEST_PASSWORD} characters` }),
  INVALID_PASSWORD: () => appError('WEAK_PASSWORD', { field: 'password', rule: 'must not be empty' }),
  USER_ALREADY_EXISTS: () => appError('EMAIL_TAKEN', { field: 'email' }),
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: () => appError('EMAIL_TAKEN', { field: 'email' }),
  INVALID_EMAIL_OR_PASSWORD: () => appError('WRONG_CREDENTIALS', {}),
};

/** The code better-auth refused with; null for any other error. */
export const refusalCode = (error: unknown): string | null =>
  error instanceof APIError ? (error.body?.code ?? null) : null;

/** What to throw instead of `error`; unknown errors stay what they are. */
export const toAppError = (error: unknown): unknown => REFUSALS[refusalCode(error) ?? '']?.() ?? error;
