/**
 * Makes signatures die: both addresses hold back what they are sent, each until it is too late for it, while everything that is
 * sent a moment later passes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { insist } from './database.ts';
import type { FaultRule, Switchboard } from './switchboard.ts';
import type { Timeline } from './timeline.ts';

const POLL_MS = 200;
/** The tracker sends everything again in less: what a killed chain held is held again. */
const SPELL_MS = 2_000;

/**
 * Blocks by which one address then overstates its heights: just so many that what is held back looks as if it could land no
 * more, and a null status as if nothing could have been forgotten yet (`core/domain/execution/evidence.ts`). It is told once, for
 * an address whose heights fall again is believed by nobody until they have risen past what it said.
 */
const OVERSTATED = 230;
const LIE_MS = 5_000;
/** Past the time. */
const GRACE_MS = 30_000;

interface Frost {
  readonly deaths: number;
  readonly forMs: number;
  /** The address that may lie. */
  readonly liar: 0 | 1;
}

/**
 * Until the time is over and as many signatures are dead or about to be. A chain that is killed forgets what it holds: then more
 * is held; and where little was signed before, it goes on for a while after everything else.
 */
export async function frost(switchboard: Switchboard, db: Pool, timeline: Timeline, frost: Frost): Promise<void> {
  const deadline = timeline.now() + frost.forMs;
  let lied = false;
  for (;;) {
    const dying = (await countDead(db)) + (await switchboard.held());
    if (dying < frost.deaths && timeline.now() < deadline + GRACE_MS) {
      timeline.tell('endpoints: what is sent now is held until it is too late (both)');
      await spell(switchboard, { kind: 'hold', release: 'last-valid+2' }, SPELL_MS);
    } else if (!lied) {
      lied = true;
      await overstate(switchboard, timeline, frost.liar);
    } else if (timeline.now() >= deadline) {
      return;
    }
    await delay(POLL_MS);
  }
}

/** What is held for the very last block that may take it is made to look dead: who believes that signs again, and both land. */
async function overstate(switchboard: Switchboard, timeline: Timeline, liar: 0 | 1): Promise<void> {
  timeline.tell(`endpoints: what is sent now is held for its last block (both); then heights too high (${liar})`);
  await spell(switchboard, { kind: 'hold', release: 'last-valid+1' }, SPELL_MS);
  await spell(switchboard, { kind: 'heights', by: OVERSTATED, slotsBy: OVERSTATED, endpoint: liar }, LIE_MS);
}

async function spell(switchboard: Switchboard, rule: FaultRule, forMs: number): Promise<void> {
  const id = await switchboard.set(rule);
  await delay(forMs);
  await switchboard.remove([id]);
}

async function countDead(db: Pool): Promise<number> {
  const [row] = await insist<{ dead: number }>(db, `SELECT count(*)::int AS dead FROM attempts WHERE state = 'DEAD'`);
  return row?.dead ?? 0;
}
