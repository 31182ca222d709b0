/** Who people are: accounts, sessions and the tokens that prove them. Outside issuers answer the same questions. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';

export interface NewAccount {
  /** In lower case. */
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A sign-in that goes on until it is ended, or unused for 30 days. */
export interface Session {
  readonly id: string;
  readonly userId: UserId;
  /** The organisation it acts for. */
  readonly organizationId: OrganizationId;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** What a verified access token says. Whether the session still stands is another question. */
export interface AccessClaims {
  readonly sessionId: string;
  readonly userId: UserId;
  readonly organizationId: OrganizationId;
  readonly expiresAt: Date;
}

export interface Identity {
  /**
   * Makes the account, an organisation of its own with the account as its owner, and a session: all of it or nothing.
   * @throws AppError EMAIL_TAKEN
   */
  signUp(account: NewAccount): Promise<Session>;
  /**
   * Whose these credentials are; null when they are nobody's, or of somebody who is banned. It takes as long whether there is such
   * an account or not.
   */
  whoIs(credentials: Credentials): Promise<UserId | null>;
  /** Whether this is the person's password. Somebody without one has none that is right. */
  hasPassword(userId: UserId, password: string): Promise<boolean>;
  /** Gives a person a new password and ends their sessions, but the one to keep: all of it or nothing. */
  replacePassword(userId: UserId, password: string, keep: string | null): Promise<void>;
  /** Opens a session for somebody who has proved who they are. */
  open(userId: UserId): Promise<Session>;
  /** The organisation in whose audit log a person's own affairs stand: the first they joined. Null when they are in none. */
  homeOf(userId: UserId): Promise<OrganizationId | null>;
  /** A short-lived token for a session. */
  issue(session: Session): Promise<AccessToken>;
  /** Checks signature, issuer, audience and expiry against cached keys, without a look-up. Null when any is wrong. */
  verify(accessToken: string): Promise<AccessClaims | null>;
}
