/** better-auth's refusals in our codes. What is asked of e-mail addresses and passwords was checked before. */
import { APIError } from 'better-auth/api';
import { type AppError, appError } from '#core/domain/errors.ts';

const emailTaken = () => appError('EMAIL_TAKEN', { field: 'email' });

const REFUSALS: Readonly<Record<string, () => AppError>> = {
  USER_ALREADY_EXISTS: emailTaken,
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: emailTaken,
};

/** The code better-auth refused with; null for any other error. */
export const refusalCode = (error: unknown): string | null =>
  error instanceof APIError ? (error.body?.code ?? null) : null;

/** What to throw instead of `error`; unknown errors stay what they are. */
export const toAppError = (error: unknown): unknown => REFUSALS[refusalCode(error) ?? '']?.() ?? error;
