/** What was sent or shown to one person and proves one thing once: links in mails, sign-ins that wait for a code. */
import type { UserId } from '#core/domain/ids.ts';
import type { Executor, Transaction } from './db.ts';

export type TokenPurpose = 'verify-email' | 'reset-password' | 'sign-in';

export interface AccountToken {
  readonly userId: UserId;
  readonly email: string;
}

/** Stores a token by its SHA-256, in place of the person's that have ended, or with `replace` of all they have for this purpose. */
export async function insertAccountToken(
  tx: Transaction,
  token: AccountToken & { hash: Buffer; purpose: TokenPurpose; seconds: number; replace: boolean },
): Promise<void> {
  await tx.query({
    text: 'DELETE FROM account_tokens WHERE user_id = $1 AND ((purpose = $2 AND $3) OR expires_at < now())',
    values: [token.userId, token.purpose, token.replace],
  });
  await tx.query({
    text: `INSERT INTO account_tokens (hash, purpose, user_id, email, created_at, expires_at)
           VALUES ($1, $2, $3, $4, clock_timestamp(), clock_timestamp() + $5 * interval '1 s')`,
    values: [token.hash, token.purpose, token.userId, token.email, token.seconds],
  });
}

/** Uses a token up. Null when it was used, has ended, or the account has another address by now. */
export async function takeAccountToken(
  tx: Transaction,
  token: { hash: Buffer; purpose: TokenPurpose },
): Promise<AccountToken | null> {
  const [row] = await tx.query<{ userId: UserId; email: string; live: boolean }>({
    text: `DELETE FROM account_tokens t USING users u WHERE t.hash = $1 AND t.purpose = $2 AND u.id = t.user_id
           RETURNING t.user_id AS "userId", t.email, t.expires_at > now() AND u.email = t.email AS live`,
    values: [token.hash, token.purpose],
  });
  return row?.live === true ? { userId: row.userId, email: row.email } : null;
}

/** Counts one more try at what a token waits for. Null when it has had `most` of them, or has ended. */
export async function countTry(
  tx: Transaction,
  token: { hash: Buffer; purpose: TokenPurpose; most: number },
): Promise<AccountToken | null> {
  const [row] = await tx.query<{ userId: UserId; email: string }>({
    text: `UPDATE account_tokens SET attempts = attempts + 1
           WHERE hash = $1 AND purpose = $2 AND attempts < $3 AND expires_at > now() RETURNING user_id AS "userId", email`,
    values: [token.hash, token.purpose, token.most],
  });
  return row ?? null;
}

/** Whose a token is, without using it up. Null when it was used, or has ended. */
export async function findAccountToken(
  db: Executor,
  token: { hash: Buffer; purpose: TokenPurpose },
): Promise<AccountToken | null> {
  const [row] = await db.query<{ userId: UserId; email: string }>({
    text: `SELECT user_id AS "userId", email FROM account_tokens WHERE hash = $1 AND purpose = $2 AND expires_at > now()`,
    values: [token.hash, token.purpose],
  });
  return row ?? null;
}
