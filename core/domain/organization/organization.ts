/** An organisation, who is in it, and who was asked to be. */
import type { InvitationId, OrganizationId, UserId } from '../ids.ts';

export type OrganizationRole = 'owner' | 'trader' | 'viewer';

export interface Organization {
  readonly id: OrganizationId;
  readonly name: string;
  readonly createdAt: Date;
  /** Networks that high-risk actions are let in from, as CIDR; empty: from anywhere. */
  readonly ipAllowList: readonly string[];
}

export interface Member {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly role: OrganizationRole;
  readonly joinedAt: Date;
}

/** Somebody asked to join, who has not answered yet. */
export interface Invitation {
  readonly id: InvitationId;
  /** In lower case; who answers must have an account with it. */
  readonly email: string;
  readonly role: OrganizationRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Somebody's place in one of their organisations. */
export interface Membership {
  readonly organizationId: OrganizationId;
  readonly name: string;
  readonly role: OrganizationRole;
}
