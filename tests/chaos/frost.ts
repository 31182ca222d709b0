/**
 * Makes signatures die: both addresses hold back what they are sent, each until it is too late for it, while everything that is
 * sent a moment later passes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { insist } from './database.ts';
import type { Switchboard } from './switchboard.ts';
import type { Timeline } from './timeline.ts';

const POLL_MS = 100;
/** The tracker sends everything again in less: what a killed chain held is held again. */
const SPELL_MS = 2_000;

/**
 * Blocks by which one address then overstates its heights: just so many that what is held back looks as if it could land no
 * more, and a null status as if nothing could have been forgotten yet (`core/domain/execution/evidence.ts`). It is told once, for
 * an address whose heights fall again is believed by nobody until they have risen past what it said.
 */
const OVERSTATED = 230;
const LIE_MS = 2_000;

/** Until as many attempts are dead, or the time is over. A chain that is killed forgets what it holds: then it begins anew. */
export async function frost(
  switchboard: Switchboard,
  db: Pool,
  timeline: Timeline,
  { deaths, forMs, liar }: { deaths: number; forMs: number; liar: 0 | 1 },
): Promise<void> {
  const deadline = timeline.now() + forMs;
  let lied = false;
  while (timeline.now() < deadline) {
    const dead = await countDead(db);
    if (dead >= deaths) return;
    const held = await switchboard.held();
    if (dead + held < deaths) {
      timeline.tell('endpoints: what is sent now is held until it is too late (both)');
      const id = await switchboard.set({ kind: 'hold', release: 'last-valid+2' });
      await delay(SPELL_MS);
      await switchboard.remove([id]);
    } else if (!lied && held > 0) {
      lied = true;
      timeline.tell(`endpoints: heights too high (${liar}), while transactions are held`);
      const id = await switchboard.set({ kind: 'heights', by: OVERSTATED, slotsBy: OVERSTATED, endpoint: liar });
      await delay(LIE_MS);
      await switchboard.remove([id]);
    }
    await delay(POLL_MS);
  }
}

async function countDead(db: Pool): Promise<number> {
  const [row] = await insist<{ dead: number }>(db, `SELECT count(*)::int AS dead FROM attempts WHERE state = 'DEAD'`);
  return row?.dead ?? 0;
}
