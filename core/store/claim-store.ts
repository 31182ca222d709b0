/** Claiming intents, and giving them back unsigned (docs/execution.md, steps 2 to 5). Rows are locked in the order of their ids. */
import type { AttemptId, IntentId } from '#core/domain/ids.ts';
import type { Claim, ClaimDenial, ClaimedIntent, ClaimStore, LiveBytes, Release } from '#core/ports/claim-store.ts';
import type { QueuedIntent } from '#core/ports/queue.ts';
import type { Database, Executor, Transaction } from './db.ts';
import { appendEvents } from './events.ts';
import { markSent } from './execution-attempts.ts';
import { newId } from './new-id.ts';
import type { Owners } from './owners.ts';

const LEASE = `interval '5 s'`;

const CLAIM = `
  WITH jobs AS (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS j (id, fence)),
  ready AS MATERIALIZED (
    SELECT i.id, w.address AS wallet, f.address AS fee_payer, p.venue, p.address AS pool_address, p.base_mint, p.quote_mint,
           p.base_vault, p.quote_vault, COALESCE(c.generation, 0) AS generation
    FROM jobs
    JOIN intents i ON i.id = jobs.id AND i.fence = jobs.fence
    JOIN wallets w ON w.id = i.wallet_id
    JOIN wallets f ON f.id = i.fee_payer_wallet_id
    LEFT JOIN pools p ON p.id = i.pool_id
    LEFT JOIN campaigns c ON c.id = i.campaign_id
    LEFT JOIN runs r ON r.id = i.run_id
    WHERE COALESCE(r.status, 'RUNNING') = 'RUNNING' AND w.booked_slot >= 0 AND f.booked_slot >= 0
      AND i.state = 'PENDING' AND i.due_at <= clock_timestamp() AND i.not_after > clock_timestamp()
      AND i.signatures < i.signature_budget
      AND (i.lease_until IS NULL OR i.lease_until < clock_timestamp())
      AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')
    ORDER BY i.id
    FOR NO KEY UPDATE OF i)
  UPDATE intents i SET fence = i.fence + 1, lease_until = clock_timestamp() + ${LEASE}
  FROM ready
  WHERE i.id = ready.id
  RETURNING i.id, i.organization_id AS "organizationId", i.campaign_id AS "campaignId", i.run_id AS "runId", i.sequence,
            i.fence, ready.generation, i.kind, i.amount_in AS "amountIn", i.slippage_bps AS "slippageBps",
            i.limit_out AS "limitOut", i.limit_in AS "limitIn", i.not_after AS "notAfter", i.input_mint AS "inputMint",
            i.output_mint AS "outputMint", i.input_mint AS asset, i.destination, ready.wallet, ready.fee_payer AS "feePayer", ready.venue,
            ready.pool_address AS "poolAddress", ready.base_mint AS "baseMint", ready.quote_mint AS "quoteMint",
            ready.base_vault AS "baseVault", ready.quote_vault AS "quoteVault", i.last_denial AS "lastDenial", i.route, i.tip`;

/** Claims whose fence is still the newest, locked. */
const OURS = `
  ours AS MATERIALIZED (
    SELECT i.id FROM intents i JOIN input ON input.id = i.id AND input.fence = i.fence
    WHERE i.state = 'PENDING' ORDER BY i.id FOR NO KEY UPDATE OF i)`;

const RENEW = `
  WITH input AS (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS c (id, fence)), ${OURS}
  UPDATE intents i SET lease_until = clock_timestamp() + ${LEASE} FROM ours WHERE i.id = ours.id RETURNING i.id`;

const RELEASE = `
  WITH input AS (SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::float8[]) AS c (id, fence, retry_ms)), ${OURS}
  UPDATE intents i SET lease_until = NULL, due_at = GREATEST(i.due_at, clock_timestamp() + input.retry_ms * interval '1 ms')
  FROM ours JOIN input USING (id)
  WHERE i.id = ours.id`;

const DENY = `
  WITH input AS (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::float8[], $4::text[], $5::jsonb[], $6::uuid[])
      AS c (id, fence, retry_ms, code, detail, denial_id)), ${OURS},
  released AS (
    UPDATE intents i SET lease_until = NULL,
           due_at = GREATEST(i.due_at, clock_timestamp() + input.retry_ms * interval '1 ms'),
           last_denial = CASE WHEN input.detail IS NULL THEN i.last_denial ELSE input.code END
    FROM ours JOIN input USING (id)
    WHERE i.id = ours.id
    RETURNING i.id, i.organization_id),
  told AS (
    INSERT INTO denials (id, intent_id, organization_id, code, detail)
    SELECT input.denial_id, released.id, released.organization_id, input.code, input.detail
    FROM released JOIN input USING (id) WHERE input.detail IS NOT NULL)
  SELECT id FROM released`;

const idsAndFences = (claims: readonly Claim[]): [string[], string[]] => [
  claims.map(({ intentId }) => intentId),
  claims.map(({ fence }) => fence.toString()),
];

async function deny(tx: Transaction, denials: readonly ClaimDenial[]): Promise<ReadonlySet<IntentId>> {
  const rows = await tx.query<{ id: IntentId }>({
    name: 'deny-claims',
    text: DENY,
    values: [
      ...idsAndFences(denials),
      denials.map(({ retryInMs }) => retryInMs),
      denials.map(({ code }) => code),
      denials.map(({ detail }) => (detail === null ? null : JSON.stringify(detail))),
      denials.map(() => newId()),
    ],
  });
  const denied = new Set(rows.map(({ id }) => id));
  await appendEvents(
    tx,
    denials.flatMap(({ intentId, event }) => (event !== null && denied.has(intentId) ? [event] : [])),
  );
  return denied;
}

const claim = (db: Executor, jobs: readonly QueuedIntent[]): Promise<ClaimedIntent[]> =>
  db.query<ClaimedIntent & Record<string, unknown>>({
    name: 'claim-intents',
    text: CLAIM,
    values: idsAndFences(jobs),
  });

async function renew(db: Executor, claims: readonly Claim[]): Promise<ReadonlySet<IntentId>> {
  const rows = await db.query<{ id: IntentId }>({ name: 'renew-claims', text: RENEW, values: idsAndFences(claims) });
  return new Set(rows.map(({ id }) => id));
}

async function release(db: Executor, releases: readonly Release[]): Promise<void> {
  const retries = releases.map(({ retryInMs }) => retryInMs);
  await db.query({ name: 'release-claims', text: RELEASE, values: [...idsAndFences(releases), retries] });
}

const liveBytes = (db: Executor, intentIds: readonly IntentId[]): Promise<LiveBytes[]> =>
  db.query<LiveBytes & Record<string, unknown>>({
    name: 'live-bytes-of-intents',
    text: `SELECT a.id AS "attemptId", a.intent_id AS "intentId", a.signature, a.raw_transaction AS raw, i.route,
                  (extract(epoch FROM clock_timestamp() - a.signed_at) * 1000)::float8 AS "ageMs"
           FROM attempts a JOIN intents i ON i.id = a.intent_id
           WHERE a.intent_id = ANY($1::uuid[]) AND a.state = 'LIVE'`,
    values: [intentIds],
  });

/** Claims in Postgres. Lists that are empty cost no statement. */
export function createClaimStore(db: Database, owners: Owners): ClaimStore {
  const scopeOf = (claims: readonly { intentId: IntentId }[]) =>
    owners.ofIntents(claims.map(({ intentId }) => intentId));
  return {
    claim: async (jobs) => (jobs.length === 0 ? [] : claim(db.as(await scopeOf(jobs)), jobs)),
    renew: async (claims) => (claims.length === 0 ? new Set() : renew(db.as(await scopeOf(claims)), claims)),
    release: async (releases) =>
      releases.length === 0 ? undefined : release(db.as(await scopeOf(releases)), releases),
    deny: async (denials) =>
      denials.length === 0 ? new Set() : db.transaction(await scopeOf(denials), (tx) => deny(tx, denials)),
    liveBytes: async (intentIds) =>
      intentIds.length === 0 ? [] : liveBytes(db.as(await owners.ofIntents(intentIds)), intentIds),
    markSent: async (ids: readonly AttemptId[]) =>
      ids.length === 0 ? undefined : markSent(db.as(await owners.ofAttempts(ids)), ids),
  };
}
