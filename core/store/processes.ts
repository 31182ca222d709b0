/** Processes as they tell of themselves, every two seconds, by one statement. */
import { type ProcessHealth, SILENT_MS } from '#core/domain/health/process.ts';
import type { Executor } from './db.ts';

export type Beat = Omit<ProcessHealth, 'beatAt' | 'silentMs'>;

export async function beat(db: Executor, process: Beat): Promise<void> {
  await db.query({
    name: 'beat',
    text: `INSERT INTO processes (id, kind, name, version, started_at, rss_bytes, cpu_permille, event_loop_lag_ms, work, beat_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
           ON CONFLICT (id) DO UPDATE
           SET rss_bytes = excluded.rss_bytes, cpu_permille = excluded.cpu_permille,
               event_loop_lag_ms = excluded.event_loop_lag_ms, work = excluded.work, beat_at = excluded.beat_at`,
    values: [
      process.id,
      process.kind,
      process.name,
      process.version,
      process.startedAt,
      process.rssBytes,
      process.cpuPermille,
      process.eventLoopLagMs,
      JSON.stringify(process.work),
    ],
  });
}

/** A process that ends when it was asked to is no longer told of. */
export async function forgetProcess(db: Executor, id: string): Promise<void> {
  await db.query({ text: 'DELETE FROM processes WHERE id = $1', values: [id] });
}

/** Forgets silent processes whose place another of the same name has taken. */
export async function forgetReplaced(db: Executor): Promise<void> {
  await db.query({
    name: 'forget-replaced',
    text: `DELETE FROM processes p WHERE p.beat_at < clock_timestamp() - $1 * interval '1 ms' AND EXISTS (
             SELECT 1 FROM processes q WHERE q.kind = p.kind AND q.name = p.name AND q.started_at > p.beat_at)`,
    values: [SILENT_MS],
  });
}

/** Every process that was heard of lately, by its name. */
export async function knownProcesses(db: Executor): Promise<ProcessHealth[]> {
  return db.query<ProcessHealth & Record<string, unknown>>({
    name: 'known-processes',
    text: `SELECT id, kind, name, version, started_at AS "startedAt", beat_at AS "beatAt",
                  (extract(epoch FROM clock_timestamp() - beat_at) * 1000)::float8 AS "silentMs",
                  rss_bytes::float8 AS "rssBytes", cpu_permille AS "cpuPermille",
                  event_loop_lag_ms AS "eventLoopLagMs", work
           FROM processes ORDER BY kind, name, started_at`,
  });
}
