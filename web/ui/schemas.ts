/** The rules of fields that several forms have; the server has the last word. */
import { z } from 'zod';

export const email = z.email('Enter an e-mail address, like name@example.org');
export const label = z.string().trim().min(1, 'Give it a name').max(80, 'At most 80 characters');
export const address = z
  .string()
  .trim()
  .regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/, 'Enter a Solana address');
/** The server has the last word on passwords; this spares the round trip for what it surely refuses. */
export const newPassword = z.string().min(12, 'At least 12 characters').max(128, 'At most 128 characters');
