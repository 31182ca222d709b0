/** Mail to people. What it says is `core/domain/mail`'s. */

/** What a mail is about, as the log names it. */
export type MailKind = 'verify-email' | 'reset-password' | 'password-changed' | 'two-factor-changed' | 'invitation';

export interface Mail {
  readonly kind: MailKind;
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailer {
  /**
   * Takes a mail on and returns at once. It is tried for some minutes; what cannot be delivered by then, or while the process ends,
   * is told in the log and lost, so whoever waits for it asks for another.
   */
  send(mail: Mail): void;
  /** Lets go of what waits, after what is on its way. */
  close(): Promise<void>;
}

/** One way of delivering. */
export interface MailTransport {
  /**
   * Hands a mail over, and says to whom, for the log.
   * @throws MailRefused when no further try will do; any other error may pass.
   */
  deliver(mail: Mail): Promise<string>;
  close(): void;
}

/** The other side will not have this mail. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}
