/** What API keys may do, in words, and how long they last. */
import type { ApiKeyPartsFragment, ApiScope } from '#client/generated/operations.ts';

export const SCOPES: Readonly<Record<ApiScope, { readonly name: string; readonly help: string }>> = {
  READ: { name: 'Read', help: 'See campaigns, wallets, balances and events.' },
  TRADE: { name: 'Trade', help: 'Make, start, pause and stop campaigns; add tokens and pools.' },
  WALLETS: { name: 'Wallets', help: 'Make wallets, name them, switch them off and on.' },
};

export const ALL_SCOPES = Object.keys(SCOPES) as ApiScope[];

/** Days a key may last; the server allows 366 at the most. */
export const LIFETIMES = [7, 30, 90, 365] as const;

const DAY_MS = 86_400_000;

/** @param now milliseconds since 1970 */
export const endOf = (days: number, now: number): string => new Date(now + days * DAY_MS).toISOString();

/** Neither revoked nor over. */
export const isInUse = ({ revokedAt, expiresAt }: Pick<ApiKeyPartsFragment, 'revokedAt' | 'expiresAt'>, now: number) =>
  revokedAt === null && Date.parse(expiresAt) > now;
