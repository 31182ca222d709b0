/** Second factors: what an authenticator app was given, and which codes are used up. */
import type { UserId } from '#core/domain/ids.ts';
import type { Executor, Transaction } from './db.ts';

export interface TwoFactor {
  /** Sealed. */
  readonly secret: string;
  readonly confirmed: boolean;
}

/** Null when none was ever begun. */
export async function findTwoFactor(db: Executor, userId: UserId): Promise<TwoFactor | null> {
  const [row] = await db.query<{ secret: string; confirmed: boolean }>({
    text: 'SELECT secret, confirmed_at IS NOT NULL AS confirmed FROM two_factors WHERE user_id = $1',
    values: [userId],
  });
  return row ?? null;
}

/** Begins a second factor, in place of one that was begun and not confirmed. False when one is confirmed. */
export async function beginTwoFactor(
  tx: Transaction,
  factor: { userId: UserId; secret: string; backupCodes: readonly Buffer[] },
): Promise<boolean> {
  const rows = await tx.query({
    text: `INSERT INTO two_factors (user_id, secret, backup_codes) VALUES ($1, $2, $3)
           ON CONFLICT (user_id) DO UPDATE SET secret = $2, backup_codes = $3, last_step = 0, created_at = now()
             WHERE two_factors.confirmed_at IS NULL
           RETURNING user_id`,
    values: [factor.userId, factor.secret, factor.backupCodes],
  });
  return rows.length > 0;
}

/** Uses up the code of a time step. False when that step, or a later one, was used before. */
export async function useStep(tx: Transaction, userId: UserId, step: bigint): Promise<boolean> {
  const rows = await tx.query({
    text: 'UPDATE two_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING user_id',
    values: [userId, step],
  });
  return rows.length > 0;
}

/** Uses up a backup code. False when it is none of theirs, or was used before. */
export async function takeBackupCode(tx: Transaction, userId: UserId, hash: Buffer): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE two_factors SET backup_codes = array_remove(backup_codes, $2)
           WHERE user_id = $1 AND $2 = ANY (backup_codes) RETURNING user_id`,
    values: [userId, hash],
  });
  return rows.length > 0;
}

/** From now on sign-in asks for it. False when there is none to confirm. */
export async function confirmTwoFactor(tx: Transaction, userId: UserId): Promise<boolean> {
  const rows = await tx.query({
    text: 'UPDATE two_factors SET confirmed_at = now() WHERE user_id = $1 AND confirmed_at IS NULL RETURNING user_id',
    values: [userId],
  });
  return rows.length > 0;
}

/** False when there is none that is confirmed. */
export async function replaceBackupCodes(
  tx: Transaction,
  userId: UserId,
  backupCodes: readonly Buffer[],
): Promise<boolean> {
  const rows = await tx.query({
    text: 'UPDATE two_factors SET backup_codes = $2 WHERE user_id = $1 AND confirmed_at IS NOT NULL RETURNING user_id',
    values: [userId, backupCodes],
  });
  return rows.length > 0;
}

/** Removes it. False when there was none. */
export async function removeTwoFactor(tx: Transaction, userId: UserId): Promise<boolean> {
  const rows = await tx.query({
    text: 'DELETE FROM two_factors WHERE user_id = $1 RETURNING user_id',
    values: [userId],
  });
  return rows.length > 0;
}
