/** Housekeeping, once an hour: any of it may be done twice, or an hour late. */
import type { Log } from '#core/ports/log.ts';
import { clearAlert } from '#core/store/alerts.ts';
import type { Database, Schedule } from '#core/store/db.ts';
import { closeEndedDeadLetters, endedDeadLetters } from '#core/store/dead-letters.ts';
import { OLD_KINDS, removeOld } from '#core/store/housekeeping.ts';
import { NO_TENANT } from '#core/store/tenant.ts';

export interface HouseDeps {
  readonly db: Database;
  readonly schedule: Schedule;
  readonly log: Log;
}

/** Closes dead letters whose trade has ended, and removes what nobody will ask for any more. @throws the signal's reason */
export async function keepHouse({ db, schedule, log }: HouseDeps, signal: AbortSignal): Promise<void> {
  const house = db.as(NO_TENANT);
  for (const id of await closeEndedDeadLetters(house, await endedDeadLetters(schedule))) {
    await clearAlert(house, { kind: 'DEAD_LETTER', objectKind: 'deadLetter', objectId: id });
  }
  for (const kind of OLD_KINDS) {
    signal.throwIfAborted();
    const removed = await removeOld(house, kind);
    if (removed > 0) log.info({ kind, removed }, 'old rows removed');
  }
}
