/** The scan's store in Postgres. */
import type { IntentId } from '#core/domain/ids.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
import type { ExpirableIntent, ScanStore } from '#core/ports/scan-store.ts';
import type { Database } from './db.ts';
import { appendEvents } from './events.ts';
import { dueIntents, expirableIntents, expireIntents, oldestDueMs, takeExpirable } from './execution-scan.ts';

export function createScanStore(db: Database): ScanStore {
  return {
    due: (limit) => dueIntents(db, limit),
    oldestDueMs: () => oldestDueMs(db),
    expirable: (limit) => expirableIntents(db, limit),
    expire: (ids, toEvent) => expire(db, ids, toEvent),
  };
}

async function expire(
  db: Database,
  ids: readonly IntentId[],
  toEvent: (intent: ExpirableIntent) => NewEvent | null,
): Promise<readonly ExpirableIntent[]> {
  return db.transaction(async (tx) => {
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
