import type { OrganizationRole } from '#client/generated/operations.ts';

export const ROLES: Readonly<Record<OrganizationRole, { readonly name: string; readonly may: string }>> = {
  OWNER: { name: 'Owner', may: 'manage members, API keys, key exports and withdrawals, and all below' },
  TRADER: { name: 'Trader', may: 'make wallets and campaigns, start and stop them' },
  VIEWER: { name: 'Viewer', may: 'see everything of the organisation' },
};

/** For a choice of one. */
export const ROLE_OPTIONS = Object.entries(ROLES).map(([value, { name }]) => ({ value, label: name }));
