import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GENESIS } from '#core/domain/clusters.ts';
import { WSOL_MINT } from '#core/domain/ids.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import type { Actor } from '#core/store/tenant.ts';
import { plantCampaign } from '../support/campaign-row.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openRows, type Rows } from '../support/rows.ts';

/** What the database refuses by itself, whoever asks: here the superuser does. */
describe('database invariants', () => {
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

  const insertIntent = async (): Promise<string> => {
    const id = newId();
    const at = new Date();
    await rows.insert('intents', {
      ...{ id, organization_id: actor.organizationId, genesis_hash: GENESIS.local, source: 'PERSON', kind: 'BUY' },
      ...{ idempotency_key: id, wallet_id: planted.wallet_id, fee_payer_wallet_id: planted.wallet_id },
      ...{ pool_id: planted.pool_id, input_mint: WSOL_MINT, output_mint: planted.output_mint, amount_in: 5n },
      ...{ slippage_bps: 100, due_at: at, first_due_at: at, not_after: at },
    });
    return id;
  };

  const insertAttempt = async (intentId: string, ordinal: number): Promise<string> => {
    const id = newId();
    await rows.insert('attempts', {
      ...{ id, organization_id: actor.organizationId, intent_id: intentId, ordinal, signature: id, blockhash: 'b' },
      ...{ blockhash_slot: 1n, death_bound: 160n, freshness_bound: 150n, raw_transaction: Buffer.from('x') },
      ...{ quote_slot: 1n, quoted_out: 1n, min_out: 1n, pool_fee: 1n, reserve_in: 1n, reserve_out: 1n },
    });
    return id;
  };

  const setAttempt = (id: string, assignment: string) =>
    rows.select(`UPDATE attempts SET ${assignment} WHERE id = $1`, [id]);
  const setIntent = (id: string, state: string) =>
    rows.select(`UPDATE intents SET state = '${state}', terminal_at = now() WHERE id = $1`, [id]);

  const DEAD = "state = 'DEAD', closed_at = now(), dead_road = 'STATUS', dead_finalized_slot = 200, dead_agreed = 1";

  it('I1 one attempt of an intent lives at a time', async () => {
    const intent = await insertIntent();
    await insertAttempt(intent, 1);
    await expect(insertAttempt(intent, 2)).rejects.toThrow('attempts_one_live');
  });

  it('I1 none is signed beside one that landed', async () => {
    const intent = await insertIntent();
    const first = await insertAttempt(intent, 1);
    await setAttempt(first, "state = 'LANDED_OK', landed_slot = 5, closed_at = now()");
    await expect(insertAttempt(intent, 2)).rejects.toThrow('attempts_one_live');
  });

  it.each([
    ['the finalized height only at the bound', 'dead_finalized_height = 160, dead_status_slot = 232'],
    ['a status asked too early', 'dead_finalized_height = 161, dead_status_slot = 231'],
    ['a null status past the caches', 'dead_finalized_height = 271, dead_status_slot = 232'],
    ['a signature once seen confirmed', 'dead_finalized_height = 161, dead_status_slot = 232, confirmed_slot = 9'],
    ['no evidence at all', 'dead_finalized_height = NULL, dead_status_slot = NULL'],
  ])('I6 no attempt is dead with %s', async (_what, evidence) => {
    const attempt = await insertAttempt(await insertIntent(), 1);
    await expect(setAttempt(attempt, `${DEAD}, ${evidence}`)).rejects.toThrow('attempts_dead_evidence');
  });

  it('I6 with the whole proof it is, and the next may be signed', async () => {
    const intent = await insertIntent();
    const attempt = await insertAttempt(intent, 1);
    await setAttempt(attempt, `${DEAD}, dead_finalized_height = 161, dead_status_slot = 232`);
    await insertAttempt(intent, 2);
  });

  it('I2 no intent succeeds without a landing, nor fails on chain without one', async () => {
    const intent = await insertIntent();
    await expect(setIntent(intent, 'SUCCEEDED')).rejects.toThrow('no attempt of it landed so');
    await expect(setIntent(intent, 'FAILED_ONCHAIN')).rejects.toThrow('no attempt of it landed so');
    const attempt = await insertAttempt(intent, 1);
    await setAttempt(attempt, "state = 'LANDED_ERROR', landed_slot = 5, closed_at = now()");
    await expect(setIntent(intent, 'SUCCEEDED')).rejects.toThrow('no attempt of it landed so');
    await setIntent(intent, 'FAILED_ONCHAIN');
  });

  it('an intent with a live attempt neither expires nor is cancelled, and what is terminal stays so', async () => {
    const intent = await insertIntent();
    await insertAttempt(intent, 1);
    await expect(setIntent(intent, 'EXPIRED')).rejects.toThrow('live attempt');
    await expect(setIntent(intent, 'CANCELLED')).rejects.toThrow('live attempt');
    const other = await insertIntent();
    await setIntent(other, 'CANCELLED');
    await expect(setIntent(other, 'PENDING')).rejects.toThrow('stays so');
  });

  it('history is appended to, never changed', async () => {
    await rows.insert('audit_log', { action: 'a', object_kind: 'k', object_id: 'i', detail: '{}' });
    await expect(rows.select("UPDATE audit_log SET action = 'b'")).rejects.toThrow('append-only');
    await expect(rows.select('DELETE FROM intents')).rejects.toThrow('append-only');
  });

  it('C-05 a transaction that lost a deadlock runs again', async () => {
    const db: Database = openDatabase({ url: database.addresses.DATABASE_URL, max: 4, applicationName: 'deadlock' });
    const [one, two] = [await insertIntent(), await insertIntent()];
    let met = 0;
    let open = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    let runs = 0;
    const lockBoth = (first: string, second: string) =>
      db.transaction(actor, async (tx) => {
        runs += 1;
        const lock = (id: string) => tx.query({ text: 'SELECT 1 FROM intents WHERE id = $1 FOR UPDATE', values: [id] });
        await lock(first);
        met += 1;
        if (met === 2) open();
        await both;
        await lock(second);
      });
    await Promise.all([lockBoth(one, two), lockBoth(two, one)]);
    // One of them is broken at least once; on a busy machine it may meet the other again.
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(runs).toBeLessThanOrEqual(4);
    await db.close();
  });
});
