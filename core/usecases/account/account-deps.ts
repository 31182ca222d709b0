/** What the use cases of accounts are made of. */
import type { Clock } from '#core/ports/clock.ts';
import type { Identity } from '#core/ports/identity.ts';
import type { Log } from '#core/ports/log.ts';
import type { Mailer } from '#core/ports/mailer.ts';
import type { Totp } from '#core/ports/totp.ts';
import type { Database } from '#core/store/db.ts';
import type { Standings } from './standings.ts';

export interface AccountDeps {
  readonly db: Database;
  readonly identity: Identity;
  readonly standings: Standings;
  readonly mailer: Mailer;
  readonly totp: Totp;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'error'>;
  /** Where people reach the console, without a slash at the end. */
  readonly publicUrl: string;
  /** Multiplies how many guesses at a password or a code are free: for rehearsals and benchmarks. */
  readonly guessFactor: number;
}
