/** Postgres' own health, and the execution machine's as its rows show it. */
import type { Schedule } from './db.ts';

export interface PostgresHealth {
  readonly version: string;
  readonly latencyMs: number;
  readonly connections: number;
  readonly maxConnections: number;
  readonly sizeBytes: number;
  /** Of the application's own connections; null when none is in a transaction. */
  readonly oldestTransactionMs: number | null;
  /** `fsync` and `synchronous_commit` are on: what was committed outlives a power cut. */
  readonly durable: boolean;
}

type PostgresRow = Omit<PostgresHealth, 'latencyMs'>;

export async function readPostgresHealth(db: Schedule): Promise<PostgresHealth> {
  const started = performance.now();
  await db.query({ text: 'SELECT 1' });
  const latencyMs = performance.now() - started;
  const [row] = await db.query<PostgresRow & Record<string, unknown>>({
    text: `SELECT current_setting('server_version') AS version, current_setting('max_connections')::int AS "maxConnections",
                  pg_database_size(current_database())::float8 AS "sizeBytes",
                  (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()) AS connections,
                  (SELECT (extract(epoch FROM clock_timestamp() - min(xact_start)) * 1000)::float8 FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid()) AS "oldestTransactionMs",
                  current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' AS durable`,
  });
  if (row === undefined) throw new Error('Postgres answered nothing');
  return { ...row, latencyMs };
}

export interface MachineHealth {
  readonly dueIntents: number;
  /** 0 when none is due. */
  readonly oldestDueMs: number;
  readonly liveAttempts: number;
  /** 0 when none is live. */
  readonly oldestLiveMs: number;
  readonly needsReview: number;
  readonly filledLastMinute: number;
  readonly openDeadLetters: number;
  readonly openAlerts: number;
}

export async function readMachineHealth(db: Schedule): Promise<MachineHealth | null> {
  const [row] = await db.query<MachineHealth & Record<string, unknown>>({
    text: `SELECT due.count AS "dueIntents", due.oldest AS "oldestDueMs", live.count AS "liveAttempts",
                  live.oldest AS "oldestLiveMs", live.reviewed AS "needsReview",
                  (SELECT count(*)::int FROM fills WHERE created_at > clock_timestamp() - interval '1 minute') AS "filledLastMinute",
                  (SELECT count(*)::int FROM dead_letters WHERE state = 'OPEN') AS "openDeadLetters",
                  (SELECT count(*)::int FROM alerts WHERE resolved_at IS NULL) AS "openAlerts"
           FROM (SELECT count(*)::int AS count,
                        COALESCE((extract(epoch FROM clock_timestamp() - min(i.due_at)) * 1000)::float8, 0) AS oldest
                 FROM intents i LEFT JOIN runs r ON r.id = i.run_id
                 WHERE i.state = 'PENDING' AND i.due_at <= clock_timestamp() AND i.not_after > clock_timestamp()
                   AND i.signatures < i.signature_budget AND COALESCE(r.status, 'RUNNING') = 'RUNNING'
                   AND (i.lease_until IS NULL OR i.lease_until < clock_timestamp())
                   AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')) due,
                (SELECT count(*)::int AS count, count(i.review_reason)::int AS reviewed,
                        COALESCE((extract(epoch FROM clock_timestamp() - min(a.signed_at)) * 1000)::float8, 0) AS oldest
                 FROM attempts a JOIN intents i ON i.id = a.intent_id WHERE a.state = 'LIVE') live`,
  });
  return row ?? null;
}
