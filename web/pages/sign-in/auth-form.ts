/** What the sign-in and sign-up forms share: their rules and the way on. */
import { useRouter, useSearch } from '@tanstack/react-router';
import { z } from 'zod';
import { useApi } from '../../api/api.ts';
import type { Session } from '../../api/session-store.ts';
import { email, newPassword } from '../../ui/schemas.ts';

export const signInSchema = z.object({ email, password: z.string().min(1, 'Enter your password') });

export const signUpSchema = z.object({
  name: z.string().trim().min(1, 'Enter the name others will see').max(80, 'At most 80 characters'),
  email,
  password: newPassword,
});

/** Keeps the session and goes where the person was headed. */
export function useEnter(): (session: Session) => void {
  const { sessions } = useApi();
  const router = useRouter();
  const { next } = useSearch({ strict: false });
  return (session) => {
    sessions.set(session);
    router.history.push(next ?? '/campaigns');
  };
}
