/** Issuers beside ourselves whose tokens are accepted, by configuration. */
export interface OutsideClaims {
  /** The issuer's address. */
  readonly issuer: string;
  /** Who it is, in the issuer's words; never changes. */
  readonly subject: string;
  readonly name: string | null;
  readonly expiresAt: Date;
}

export interface OutsideIssuers {
  /**
   * What a token of one of them says; null when it names none of them, anything about it is wrong, or the issuer's keys cannot be
   * read just now, which the log tells.
   */
  verify(token: string): Promise<OutsideClaims | null>;
}

export interface OutsideIssuer {
  /** As in `iss`, to the letter. */
  readonly issuer: string;
  /** Whom its tokens must be for (`aud`). */
  readonly audience: string;
  /** Signature algorithms that are accepted, and no others. */
  readonly algorithms: readonly string[];
  /** Where its public keys are, or the secret it shares with us. */
  readonly key: { readonly jwksUrl: string } | { readonly secret: string };
}
