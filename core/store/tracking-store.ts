/** The tracker's store in Postgres: each write is one transaction of a few statements over the whole batch. */
import type { AttemptId } from '#core/domain/ids.ts';
import type { Buried, Death, Landing, Review, Sighting, TrackingStore } from '#core/ports/tracking-store.ts';
import { rememberFinalized } from './chain.ts';
import type { Database } from './db.ts';
import { appendEvents } from './events.ts';
import {
  bytesOfAttempts,
  liveAttempts,
  markConfirmed,
  markForReview,
  markSent,
  newestLiveAttempts,
  tradesOfAttempts,
} from './execution-attempts.ts';
import { closeDead, closeLanded, endLandedIntents, insertFills, settleRuns } from './execution-settle.ts';
import { insertEntries } from './ledger.ts';
import { clearReviews, raiseReviews } from './review-alerts.ts';

export function createTrackingStore(db: Database): TrackingStore {
  return {
    live: (withinMs) => (withinMs === undefined ? liveAttempts(db) : newestLiveAttempts(db, withinMs)),
    trades: (ids) => tradesOfAttempts(db, ids),
    bytes: (ids) => bytesOfAttempts(db, ids),
    markSent: (ids) => markSent(db, ids),
    recordConfirmed: (seen) => recordConfirmed(db, seen),
    recordLanded: (landings) => recordLanded(db, landings),
    recordDead: (deaths) => recordDead(db, deaths),
    markForReview: (reviews) => recordReviews(db, reviews),
    rememberFinalized: (heights) => rememberFinalized(db, heights),
  };
}

async function recordConfirmed(db: Database, seen: readonly Sighting[]): Promise<ReadonlySet<AttemptId>> {
  return db.transaction(async (tx) => {
    const marked = await markConfirmed(tx, seen);
    await appendEvents(
      tx,
      seen.filter(({ attemptId }) => marked.has(attemptId)).flatMap(({ event }) => event ?? []),
    );
    return marked;
  });
}

/** Runs and event numbers, which many share, come last: they stay locked for the shortest time. */
async function recordLanded(db: Database, landings: readonly Landing[]): Promise<ReadonlySet<AttemptId>> {
  return db.transaction(async (tx) => {
    const closed = await closeLanded(tx, landings);
    const fresh = landings.filter(({ trade }) => closed.has(trade.id));
    if (fresh.length === 0) return closed;
    await endLandedIntents(tx, fresh);
    await clearReviews(
      tx,
      fresh.map(({ trade }) => trade.intentId),
    );
    await insertFills(tx, fresh);
    await insertEntries(
      tx,
      fresh.flatMap(({ bookings }) => bookings),
    );
    await settleRuns(tx, fresh);
    await appendEvents(
      tx,
      fresh.flatMap(({ event }) => event ?? []),
    );
    return closed;
  });
}

async function recordDead(db: Database, deaths: readonly Death[]): Promise<readonly Buried[]> {
  return db.transaction(async (tx) => {
    const buried = await closeDead(tx, deaths);
    await clearReviews(
      tx,
      buried.map(({ intentId }) => intentId),
    );
    return buried;
  });
}

async function recordReviews(db: Database, reviews: readonly Review[]): Promise<ReadonlySet<AttemptId>> {
  return db.transaction(async (tx) => {
    const marked = await markForReview(tx, reviews);
    await raiseReviews(
      tx,
      reviews.filter(({ attemptId }) => marked.has(attemptId)),
    );
    return marked;
  });
}
