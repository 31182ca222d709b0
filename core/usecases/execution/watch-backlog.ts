/** Whether due work is being taken at all. A consumer that has lost its queue may not know it, but Postgres shows it. */
import { oldestDueMs } from '#core/store/execution-scan.ts';
import type { MachineDeps } from './deps.ts';

/** Work that has waited for longer is stuck, not late. */
const STUCK_MS = 30_000;

/** Tells in the log when work is stuck, and answers whether it is. */
export async function isBacklogStuck(deps: MachineDeps): Promise<boolean> {
  const waitingMs = await oldestDueMs(deps.db);
  if (waitingMs <= STUCK_MS) return false;
  deps.log.error({ waitingMs }, 'due trades are not being taken');
  return true;
}
