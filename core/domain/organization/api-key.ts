/** Keys for programs. */
import type { ApiKeyId, UserId } from '../ids.ts';

/** What an API key may be limited to: reading, starting and stopping campaigns, making and naming wallets. */
export type ApiScope = 'read' | 'trade' | 'wallets';

export interface ApiKey {
  readonly id: ApiKeyId;
  readonly name: string;
  /** How it begins and ends, to tell it from others. */
  readonly hint: string;
  readonly scopes: readonly ApiScope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** Who made it: it may no more than they may. */
  readonly userId: UserId;
}
