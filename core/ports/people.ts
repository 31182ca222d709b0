/** People as others vouch for them, and where they are members: what no tenant's scope can answer. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { Membership } from '#core/domain/organization/organization.ts';

/** Somebody in the words of who vouches for them. */
export interface ForeignIdentity {
  /** `solana`, `google`, `github`, `telegram`, `discord`, or an outside issuer as `oidc:` and its address. */
  readonly provider: string;
  /** Their name there that never changes: a wallet's address, an account's number. */
  readonly subject: string;
}

export interface NewPerson extends ForeignIdentity {
  readonly name: string;
  /** In lower case, and shown to be theirs by the provider; null gives the account an address that no mail reaches. */
  readonly email: string | null;
}

export interface LinkedIdentity extends ForeignIdentity {
  readonly id: string;
  readonly linkedAt: Date;
}

export interface People {
  /** The organisations somebody is a member of, the first joined first. */
  organizationsOf(userId: UserId): Promise<Membership[]>;
  /** Who this is here; null when nobody yet. */
  personOf(identity: ForeignIdentity): Promise<UserId | null>;
  /**
   * Makes an account for them with an organisation of its own: all of it or nothing. An account that exists is never joined to it
   * because of an e-mail address. Of several at once one makes it, and all answer the same.
   * @throws AppError EMAIL_TAKEN
   */
  make(person: NewPerson): Promise<UserId>;
  /** Where somebody acts when nothing says otherwise: the first organisation they joined, or one of their own, made now. */
  homeOf(userId: UserId): Promise<OrganizationId>;
  /** Lets a session act for another organisation from its next access token on. */
  actFor(sessionId: string, organizationId: OrganizationId): Promise<void>;
  /** Everything that vouches for somebody but a password. */
  identitiesOf(userId: UserId): Promise<LinkedIdentity[]>;
  /** Whether they can sign in with a password. */
  hasPassword(userId: UserId): Promise<boolean>;
  /** Lets an identity vouch for somebody. @throws AppError CONFLICT when it is somebody else's */
  link(userId: UserId, identity: ForeignIdentity): Promise<LinkedIdentity>;
  /** Whether there was one of theirs with this id. */
  unlink(userId: UserId, id: string): Promise<boolean>;
}
