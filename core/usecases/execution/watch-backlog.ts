/** Whether due work is being taken at all. A consumer that has lost its queue may not know it, but Postgres shows it. */
import type { MachineDeps } from './deps.ts';

/** Work that has waited for longer is stuck, not late. */
const STUCK_MS = 30_000;

export interface Backlog {
  /** For how long the oldest due intent has been waiting. */
  readonly waitingMs: number;
  readonly stuck: boolean;
}

/** Tells in the log when work is stuck. */
export async function watchBacklog(deps: Pick<MachineDeps, 'scans' | 'log'>): Promise<Backlog> {
  const waitingMs = await deps.scans.oldestDueMs();
  const stuck = waitingMs > STUCK_MS;
  if (stuck) deps.log.error({ waitingMs }, 'due trades are not being taken');
  return { waitingMs, stuck };
}
