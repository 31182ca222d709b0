import type { Caller } from '#core/usecases/account/caller.ts';

/** What a test's caller is besides somebody of an organisation: signed in by a session that nothing looks up. */
export const SIGNED_IN = {
  sessionId: '00000000-0000-4000-8000-000000000001',
  expiresAt: new Date(Date.now() + 3_600_000),
  credential: 'session',
  scopes: null,
} as const satisfies Partial<Caller>;
