/** Whether any worker is alive: each of its loops renews a lease. */
import type { Executor } from './db.ts';

export async function someLeaseHeld(db: Executor): Promise<boolean> {
  const rows = await db.query({ text: 'SELECT 1 FROM loop_leases WHERE until > clock_timestamp() LIMIT 1' });
  return rows.length > 0;
}
