/** What accounts need of the server's environment: where mails go, and where their links lead. */
import path from 'node:path';
import { z } from 'zod';
import { createTotp } from '#core/adapters/auth/totp.ts';
import { createFileTransport } from '#core/adapters/mail/file-transport.ts';
import { createMailer } from '#core/adapters/mail/mailer.ts';
import { createSmtpTransport } from '#core/adapters/mail/smtp-transport.ts';
import type { Log } from '#core/ports/log.ts';
import type { Mailer } from '#core/ports/mailer.ts';
import type { Totp } from '#core/ports/totp.ts';

export const accountEnvironment = {
  /** Left out, mails become files in DATA_DIR/mail. */
  MAIL_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an address such as smtps://user:password@mail.example.com:465' })
    .optional(),
  /** Who the mails are from. */
  MAIL_FROM: z.string().min(3).max(320).default('Sluice <sluice@localhost>'),
  /** Where people reach the console; left out, at HOST and PORT. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://sluice.example.com' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
};

type AccountConfig = z.output<z.ZodObject<typeof accountEnvironment>> & {
  readonly DATA_DIR: string;
  readonly AUTH_SECRET: string;
  readonly RATE_LIMIT_FACTOR: number;
};

export interface AccountParts {
  readonly mailer: Mailer;
  readonly totp: Totp;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Multiplies how many guesses at a password or a code are free. */
  readonly guessFactor: number;
}

/** `serverUrl` is where the server listens. */
export function accountParts(config: AccountConfig, serverUrl: string, log: Log): AccountParts {
  const transport =
    config.MAIL_SMTP_URL === undefined
      ? createFileTransport(path.join(config.DATA_DIR, 'mail'))
      : createSmtpTransport({ url: config.MAIL_SMTP_URL, from: config.MAIL_FROM });
  return {
    mailer: createMailer(transport, log),
    totp: createTotp(config.AUTH_SECRET),
    publicUrl: config.PUBLIC_URL ?? serverUrl,
    guessFactor: config.RATE_LIMIT_FACTOR,
  };
}
