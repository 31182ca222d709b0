/** Somebody signed in, acting for one organisation. */
import type { ApiScope } from '#core/domain/organization/api-key.ts';
import type { PlatformRole } from '#core/store/accounts.ts';
import type { Actor } from '#core/store/tenant.ts';

export interface Caller extends Actor {
  readonly platformRole: PlatformRole;
  /** How they proved who they are. An API key and an outside issuer's token have no session to list or to step up. */
  readonly credential: 'session' | 'api-key' | 'external';
  /** Null: whatever the role may. */
  readonly scopes: readonly ApiScope[] | null;
  /** Of the session, the API key, or the outside issuer's token. */
  readonly sessionId: string;
  /** When the access token ends. */
  readonly expiresAt: Date;
}
