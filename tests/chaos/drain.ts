/** After the faults: until every intent has come to its end and every ledger has caught up with the chain. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { insist } from './database.ts';
import type { Timeline } from './timeline.ts';

const PATIENCE_MS = 120_000;
const POLL_MS = 250;
const TELL_MS = 5_000;

const PENDING = `SELECT count(*)::int AS pending,
                        (SELECT count(*)::int FROM attempts WHERE state = 'LIVE') AS live FROM intents WHERE state = 'PENDING'`;
/** Wallets whose ledger is not yet whole up to their last landing. */
const BEHIND = `SELECT count(*)::int AS behind FROM wallets w
                WHERE w.booked_slot < (SELECT max(a.landed_slot) FROM attempts a JOIN intents i ON i.id = a.intent_id
                                       WHERE i.wallet_id = w.id)`;

/** Answers the seconds it took; what is not at its end after two minutes is left for the verdict to tell. */
export async function drain(db: Pool, timeline: Timeline): Promise<number> {
  const startedAt = timeline.now();
  let told = Number.NEGATIVE_INFINITY;
  while (timeline.now() - startedAt < PATIENCE_MS) {
    const [{ pending, live } = { pending: 0, live: 0 }] = await insist<{ pending: number; live: number }>(db, PENDING);
    const [{ behind } = { behind: 0 }] = await insist<{ behind: number }>(db, BEHIND);
    if (pending === 0 && behind === 0) break;
    if (timeline.now() - told > TELL_MS) {
      timeline.tell(`${pending} intents pending, ${live} signatures live, ${behind} ledgers behind`);
      told = timeline.now();
    }
    await delay(POLL_MS);
  }
  return (timeline.now() - startedAt) / 1_000;
}
