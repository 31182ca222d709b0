/** Time-based one-time passwords of authenticator apps (RFC 6238). */

export interface NewTotp {
  /** The secret, encrypted: what is stored. */
  readonly sealed: string;
  /** `otpauth://totp/…` with the secret in it: shown once, as text or QR code. */
  readonly uri: string;
}

export interface Totp {
  /** A new secret; the app shows it under `account`. */
  create(account: string): Promise<NewTotp>;
  /** The time step whose code this is: the current one, or one of its neighbours; null when it is none of theirs. */
  stepOf(sealed: string, code: string, now: Date): Promise<bigint | null>;
}
