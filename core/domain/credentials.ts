/** What people sign in with. */
import { z } from 'zod';
import { appError } from './errors.ts';

/** Characters. Long enough to guess at no useful rate; nothing is asked of what they are (NIST SP 800-63B). */
export const SHORTEST_PASSWORD = 12;
/** Characters. Hashing takes time with the length. */
export const LONGEST_PASSWORD = 128;
/** Characters an e-mail address may have (RFC 5321). */
const LONGEST_EMAIL = 254;

const address = z.email().max(LONGEST_EMAIL);

/** The address in lower case, without space around it. @throws AppError BAD_USER_INPUT */
export function parseEmail(text: string): string {
  const email = address.safeParse(text.trim().toLowerCase());
  if (email.success) return email.data;
  throw appError('BAD_USER_INPUT', { field: 'email', rule: 'is not an e-mail address' });
}

/** Whether a password is good enough for a new account. @throws AppError WEAK_PASSWORD */
export function checkNewPassword(password: string): void {
  const rule =
    password.length < SHORTEST_PASSWORD
      ? `must have at least ${SHORTEST_PASSWORD} characters`
      : `must have at most ${LONGEST_PASSWORD} characters`;
  if (password.length >= SHORTEST_PASSWORD && password.length <= LONGEST_PASSWORD) return;
  throw appError('WEAK_PASSWORD', { field: 'password', rule });
}
