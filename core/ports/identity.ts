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
  /** A secret: who has it can go on with the session. */
  readonly refreshToken: string;
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
  /** @throws AppError WRONG_CREDENTIALS */
  signIn(credentials: Credentials): Promise<Session>;
  /** The session a refresh token belongs to, prolonged; null when it has ended. */
  resume(refreshToken: string): Promise<Session | null>;
  /** Ends a session; its refresh token is worthless from now on. */
  end(sessionId: string): Promise<void>;
  /** A short-lived token for a session. */
  issue(session: Session): Promise<AccessToken>;
  /** Checks signature, issuer, audience and expiry against cached keys, without a look-up. Null when any is wrong. */
  verify(accessToken: string): Promise<AccessClaims | null>;
}
