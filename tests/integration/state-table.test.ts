/** The database's triggers and the table in core/domain/execution/states.ts say the same. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GENESIS } from '#core/domain/clusters.ts';
import { type AttemptState, type IntentState, mayBecome, mayClose } from '#core/domain/execution/states.ts';
import { WSOL_MINT } from '#core/domain/ids.ts';
import { newId } from '#core/store/new-id.ts';
import type { Actor } from '#core/store/tenant.ts';
import { plantCampaign } from '../support/campaign-row.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openRows, type Rows } from '../support/rows.ts';

const INTENT_STATES: readonly IntentState[] = ['PENDING', 'SUCCEEDED', 'FAILED_ONCHAIN', 'EXPIRED', 'CANCELLED'];
const ATTEMPT_STATES: readonly AttemptState[] = ['LIVE', 'LANDED_OK', 'LANDED_ERROR', 'DEAD'];

/** What each state's row must say beside it. */
const CLOSED: Record<AttemptState, string> = {
  LIVE: 'closed_at = NULL, landed_slot = NULL',
  LANDED_OK: 'closed_at = now(), landed_slot = 5',
  LANDED_ERROR: 'closed_at = now(), landed_slot = 5',
  DEAD: `closed_at = now(), landed_slot = NULL, dead_road = 'STATUS', dead_finalized_slot = 200, dead_agreed = 1,
         dead_finalized_height = 161, dead_status_slot = 232`,
};

let database: TestDatabase;
let rows: Rows;
let actor: Actor;
let planted: { wallet_id: string; pool_id: string; output_mint: string };
beforeAll(async () => {
  database = await cloneDatabase();
  rows = openRows(database.superuserUrl);
  actor = await rows.tenant();
  const id = await plantCampaign(rows, actor);
  [planted] = (await rows.select('SELECT wallet_id, pool_id, output_mint FROM campaigns WHERE id = $1', [id])) as [
    typeof planted,
  ];
});
afterAll(async () => {
  await rows.close();
  await database.drop();
});

async function intentWith(attempts: readonly AttemptState[]): Promise<{ intent: string; attempt: string | null }> {
  const intent = newId();
  const at = new Date();
  await rows.insert('intents', {
    ...{
      id: intent,
      organization_id: actor.organizationId,
      genesis_hash: GENESIS.local,
      source: 'PERSON',
      kind: 'BUY',
    },
    ...{ idempotency_key: intent, wallet_id: planted.wallet_id, fee_payer_wallet_id: planted.wallet_id },
    ...{ pool_id: planted.pool_id, input_mint: WSOL_MINT, output_mint: planted.output_mint, amount_in: 5n },
    ...{ slippage_bps: 100, due_at: at, first_due_at: at, not_after: at },
  });
  let attempt: string | null = null;
  for (const [index, state] of attempts.entries()) {
    attempt = newId();
    await rows.insert('attempts', {
      ...{ id: attempt, organization_id: actor.organizationId, intent_id: intent, ordinal: index + 1 },
      ...{ signature: attempt, blockhash: 'b', blockhash_slot: 1n, death_bound: 160n, freshness_bound: 150n },
      ...{ raw_transaction: Buffer.from('x'), quote_slot: 1n, quoted_out: 1n, min_out: 1n, pool_fee: 1n },
      ...{ reserve_in: 1n, reserve_out: 1n },
    });
    if (state !== 'LIVE') await setAttempt(attempt, state);
  }
  return { intent, attempt };
}

const setAttempt = (id: string, state: AttemptState) =>
  rows.select(`UPDATE attempts SET state = '${state}', ${CLOSED[state]} WHERE id = $1`, [id]);
const setIntent = (id: string, state: IntentState) =>
  rows.select(
    `UPDATE intents SET state = '${state}', terminal_at = ${state === 'PENDING' ? 'NULL' : 'now()'} WHERE id = $1`,
    [id],
  );

const isAllowed = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

const others = <State extends string>(states: readonly State[], from: State): State[] =>
  states.filter((state) => state !== from);

it.each([
  [[]],
  [['LIVE']],
  [['LANDED_OK']],
  [['LANDED_ERROR']],
  [['DEAD']],
  [['DEAD', 'LIVE']],
  [['DEAD', 'LANDED_OK']],
] as const)(
  'I3 an intent with attempts %j becomes what the table lets it become, and then nothing else',
  async (attempts) => {
    for (const to of others(INTENT_STATES, 'PENDING')) {
      const { intent } = await intentWith(attempts);
      const allowed = await isAllowed(setIntent(intent, to));
      expect([to, allowed]).toEqual([to, mayBecome('PENDING', to, attempts)]);
      if (!allowed) continue;
      for (const next of others(INTENT_STATES, to)) {
        expect([to, next, await isAllowed(setIntent(intent, next))]).toEqual([to, next, mayBecome(to, next, attempts)]);
      }
    }
  },
);

it('I3 an attempt ends as the table lets it end, and then nothing else', async () => {
  for (const to of others(ATTEMPT_STATES, 'LIVE')) {
    const { attempt } = await intentWith(['LIVE']);
    if (attempt === null) throw new Error('it has an attempt');
    expect([to, await isAllowed(setAttempt(attempt, to))]).toEqual([to, mayClose('LIVE', to)]);
    for (const next of others(ATTEMPT_STATES, to)) {
      expect([to, next, await isAllowed(setAttempt(attempt, next))]).toEqual([to, next, mayClose(to, next)]);
    }
  }
});
