/** Mail over SMTP, by nodemailer. */
import { createTransport } from 'nodemailer';
import { type Mail, MailRefused, type MailTransport } from '#core/ports/mailer.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:587` (STARTTLS where it is offered), or `smtps://…:465`; `?requireTLS=true` insists. */
  readonly url: string;
  /** As in `Sluice <sluice@example.com>`. */
  readonly from: string;
}

/** A server that says nothing for so long is given up for this try. */
const SILENCE_MS = 15_000;

export function createSmtpTransport({ url, from }: SmtpOptions): MailTransport {
  const transporter = createTransport(
    {
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: SILENCE_MS,
      greetingTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      // What a mail holds is ours alone to say.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    async deliver({ to, subject, text, html }: Mail) {
      await transporter.sendMail({ to, subject, text, html }).catch(refuseForGood);
      return 'the mail server';
    },
    close: () => transporter.close(),
  };
}

/** 5xx is for good, but for a log-in that was refused: an operator may mend that. The server's words may quote the address. */
function refuseForGood(error: unknown): never {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH') {
    throw new MailRefused(`SMTP ${responseCode}`);
  }
  throw new Error([code ?? 'SMTP', responseCode].filter((part) => part !== undefined).join(' '));
}
