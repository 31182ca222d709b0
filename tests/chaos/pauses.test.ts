/**
 * A thousand pauses at random moments, with the real signer and workers signing as fast as they can: once a pause has committed,
 * nothing of its campaign is signed until it is resumed.
 *
 * What was signed before and what after is not told by clocks but by Postgres' own snapshots. Two triggers, in this test's
 * database alone, note every signature's transaction, and at every change of a campaign's state the snapshot of the transaction
 * that changes it, taken under its lock. A signature that commits after the pause has committed is in progress, or not begun, in
 * the pause's snapshot; if it was there before the resume, the resume's snapshot shows it. So the signatures that the resume sees
 * and the pause does not are exactly those that a pause did not stop; there must be none.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pauseCampaign } from '#core/usecases/campaign/pause-campaign.ts';
import { resumeCampaign } from '#core/usecases/campaign/resume-campaign.ts';
import { openStage, type Stage } from './kill/stage.ts';
import { randomOf } from './random.ts';

const PAUSES = 1_000;
const CAMPAIGNS = 20;
/** Hands that pause and resume, each its own campaigns. */
const HANDS = 5;
/** As fast as a strategy may go: a trade every tenth of a second and campaign. */
const FAST = { budget: 10_000_000_000n, durationMs: 1_000_000, slices: 10_000 };
const RUNNING_MS = 120;
const PAUSED_MS = 30;
const SEED = 7;

const OBSERVERS = `
  CREATE TABLE state_observations (n bigserial, campaign_id uuid, status text, seen pg_snapshot);
  CREATE TABLE signing_observations (attempt_id uuid, campaign_id uuid, xid xid8);
  CREATE FUNCTION observe_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO state_observations (campaign_id, status, seen) VALUES (NEW.id, NEW.status, pg_current_snapshot());
    RETURN NULL;
  END $$;
  CREATE FUNCTION observe_signing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO signing_observations
    SELECT NEW.id, i.campaign_id, pg_current_xact_id() FROM intents i WHERE i.id = NEW.intent_id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER observe_state AFTER UPDATE OF status ON campaigns
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION observe_state();
  CREATE TRIGGER observe_signing AFTER INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION observe_signing();`;

/** Signatures committed after a pause's snapshot and before that of the resume which follows it. */
const SIGNED_WHILE_PAUSED = `
  WITH spans AS (
    SELECT campaign_id, status, seen, lead(seen) OVER (PARTITION BY campaign_id ORDER BY n) AS until
    FROM state_observations)
  SELECT s.attempt_id FROM spans p JOIN signing_observations s USING (campaign_id)
  WHERE p.status = 'PAUSED' AND NOT pg_visible_in_snapshot(s.xid, p.seen) AND pg_visible_in_snapshot(s.xid, p.until)`;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage(null);
});

afterAll(() => stage.close());

/** Pauses one of its campaigns after the other, each at a random moment. */
async function hand(campaignIds: readonly [string, ...string[]], pauses: number, seed: number): Promise<void> {
  const random = randomOf(seed);
  const { world, desk } = stage;
  for (let done = 0; done < pauses; done += 1) {
    const campaignId = random.pick(campaignIds);
    await delay(random.whole(0, RUNNING_MS));
    await pauseCampaign(world, desk.actor, { campaignId, idempotencyKey: randomUUID() });
    await delay(random.whole(0, PAUSED_MS));
    await resumeCampaign(world, desk.actor, { campaignId, idempotencyKey: randomUUID() });
  }
}

it('C-05 E-04 of a thousand pauses under load, none is followed by a signature before the resume', async () => {
  const { rows } = stage.world;
  await rows.select(OBSERVERS);
  const runs = await Promise.all(Array.from({ length: CAMPAIGNS }, () => stage.startRun(FAST)));
  const ids = runs.map(({ campaignId }) => campaignId);
  const shares = Array.from({ length: HANDS }, (_, index) => ids.filter((_id, at) => at % HANDS === index));
  await Promise.all(shares.map(([first = '', ...rest], index) => hand([first, ...rest], PAUSES / HANDS, SEED + index)));
  const [counts] = await rows.select<{ pauses: number; signatures: number }>(
    `SELECT count(*) FILTER (WHERE status = 'PAUSED')::int AS pauses,
            (SELECT count(*)::int FROM signing_observations) AS signatures FROM state_observations`,
  );
  expect(counts?.pauses).toBe(PAUSES);
  // Pauses that met nobody signing would prove nothing.
  expect(counts?.signatures).toBeGreaterThan(PAUSES / 10);
  expect(await rows.select(SIGNED_WHILE_PAUSED)).toEqual([]);
});
