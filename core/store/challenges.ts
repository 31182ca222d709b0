/** What somebody was asked to answer once: a message to sign, an OAuth round trip, a link code. Known by the hash of its nonce. */
import type { Executor } from './db.ts';

export type ChallengePurpose = 'wallet-sign-in' | 'wallet-ownership' | 'oauth' | 'link-code';

/** `db` in no organisation's scope. Those that have ended are cleared away with it. */
export async function insertChallenge(
  db: Executor,
  challenge: { hash: Buffer; purpose: ChallengePurpose; detail: object; seconds: number },
): Promise<void> {
  await db.query({
    text: `WITH ended AS (DELETE FROM challenges WHERE expires_at < now() - interval '1 hour')
           INSERT INTO challenges (hash, purpose, detail, expires_at) VALUES ($1, $2, $3, now() + $4 * interval '1 second')`,
    values: [challenge.hash, challenge.purpose, JSON.stringify(challenge.detail), challenge.seconds],
  });
}

/** What the challenge was about; null when it has ended, was taken already or never was. Of many at once one takes it. */
export async function takeChallenge<Detail extends object>(
  db: Executor,
  { hash, purpose }: { hash: Buffer; purpose: ChallengePurpose },
): Promise<Detail | null> {
  const [row] = await db.query<{ detail: Detail; open: boolean }>({
    text: 'DELETE FROM challenges WHERE hash = $1 AND purpose = $2 RETURNING detail, expires_at > now() AS open',
    values: [hash, purpose],
  });
  return row?.open === true ? row.detail : null;
}
