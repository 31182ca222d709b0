/** Which process runs a loop of which one is enough. Two at once, for the length of a pause, do no harm: every write is guarded. */
import type { Executor } from './db.ts';

/** Takes the lease, or renews it. Whether `holder` has it now, for `ttlMs` by Postgres' clock. */
export async function holdLease(
  db: Executor,
  lease: { name: string; holder: string; ttlMs: number },
): Promise<boolean> {
  const rows = await db.query({
    name: 'hold-lease',
    text: `INSERT INTO loop_leases (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 ms')
           ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
           WHERE loop_leases.holder = excluded.holder OR loop_leases.until < clock_timestamp()
           RETURNING 1`,
    values: [lease.name, lease.holder, lease.ttlMs],
  });
  return rows.length === 1;
}

/** Lets the next process take over at once. */
export async function releaseLease(db: Executor, lease: { name: string; holder: string }): Promise<void> {
  await db.query({
    name: 'release-lease',
    text: `UPDATE loop_leases SET until = '-infinity' WHERE name = $1 AND holder = $2`,
    values: [lease.name, lease.holder],
  });
}
