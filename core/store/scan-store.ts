/** The scan's store in Postgres. */
import type { IntentId } from '#core/domain/ids.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
import type { ExpirableIntent, ScanStore } from '#core/ports/scan-store.ts';
import type { Database, Schedule } from './db.ts';
import { appendEvents } from './events.ts';
import { dueIntents, expirableIntents, expireIntents, oldestDueMs, takeExpirable } from './execution-scan.ts';
import type { Owners } from './owners.ts';
import type { Scope } from './tenant.ts';

/** `schedule` tells what is due in all organisations; what ends is written within those it concerns. */
export function createScanStore(db: Database, { schedule, owners }: { schedule: Schedule; owners: Owners }): ScanStore {
  return {
    due: (limit) => dueIntents(schedule, limit),
    oldestDueMs: () => oldestDueMs(schedule),
    expirable: (limit) => expirableIntents(schedule, limit),
    expire: async (ids, toEvent) => expire(db, await owners.ofIntents(ids), ids, toEvent),
  };
}

async function expire(
  db: Database,
  scope: Scope,
  ids: readonly IntentId[],
  toEvent: (intent: ExpirableIntent) => NewEvent | null,
): Promise<readonly ExpirableIntent[]> {
  return db.transaction(scope, async (tx) => {
    const intents = await takeExpirable(tx, ids);
    if (intents.length === 0) return intents;
    await expireIntents(
      tx,
      intents.map(({ id }) => id),
    );
    await appendEvents(
      tx,
      intents.flatMap((intent) => toEvent(intent) ?? []),
    );
    return intents;
  });
}
