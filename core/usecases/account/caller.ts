/** A signed-in person, acting for one organisation, by one session. */
import type { PlatformRole } from '#core/store/accounts.ts';
import type { Actor } from '#core/store/tenant.ts';

export interface Caller extends Actor {
  readonly platformRole: PlatformRole;
  readonly sessionId: string;
  /** When the access token ends. */
  readonly expiresAt: Date;
}
