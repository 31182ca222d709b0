/** The tracker's store in Postgres: each write is one transaction of a few statements over the whole batch. */
import type { AttemptId } from '#core/domain/ids.ts';
import type { Buried, Death, Landing, Review, Sighting, TrackingStore } from '#core/ports/tracking-store.ts';
import { rememberFinalized } from './chain.ts';
import type { Database, Schedule } from './db.ts';
import { appendEvents } from './events.ts';
import {
  bytesOfAttempts,
  liveAttempts,
  markConfirmed,
  markForReview,
  markSent,
  newestLiveAttempts,
  ordersOfAttempts,
} from './execution-attempts.ts';
import { closeDead, closeLanded, endLandedIntents, insertFills, settleRuns } from './execution-settle.ts';
import { insertEntries } from './ledger.ts';
import type { Owners } from './owners.ts';
import { clearReviews, raiseReviews } from './review-alerts.ts';
import { NO_TENANT, type Scope } from './tenant.ts';

interface Crossing {
  readonly schedule: Schedule;
  readonly owners: Owners;
}

const attemptIdOf = ({ attemptId }: { readonly attemptId: AttemptId }): AttemptId => attemptId;

/** `schedule` tells what is live in all organisations; everything else is read and written within those it concerns. */
export function createTrackingStore(db: Database, { schedule, owners }: Crossing): TrackingStore {
  return {
    live: (withinMs) => (withinMs === undefined ? liveAttempts(schedule) : newestLiveAttempts(schedule, withinMs)),
    orders: async (ids) => ordersOfAttempts(db.as(await owners.ofAttempts(ids)), ids),
    bytes: async (ids) => bytesOfAttempts(db.as(await owners.ofAttempts(ids)), ids),
    markSent: async (ids) => markSent(db.as(await owners.ofAttempts(ids)), ids),
    recordConfirmed: async (seen) => recordConfirmed(db, await owners.ofAttempts(seen.map(attemptIdOf)), seen),
    recordLanded: (landings) => recordLanded(db, landings),
    recordDead: async (deaths) => recordDead(db, await owners.ofAttempts(deaths.map(attemptIdOf)), deaths),
    markForReview: async (reviews) => recordReviews(db, await owners.ofAttempts(reviews.map(attemptIdOf)), reviews),
    rememberFinalized: (heights) => rememberFinalized(db.as(NO_TENANT), heights),
  };
}

async function recordConfirmed(db: Database, scope: Scope, seen: readonly Sighting[]): Promise<ReadonlySet<AttemptId>> {
  return db.transaction(scope, async (tx) => {
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
  return db.transaction(
    landings.flatMap(({ order, bookings }) => [order, ...bookings]),
    async (tx) => {
      const closed = await closeLanded(tx, landings);
      const fresh = landings.filter(({ order }) => closed.has(order.id));
      if (fresh.length === 0) return closed;
      await endLandedIntents(tx, fresh);
      await clearReviews(
        tx,
        fresh.map(({ order }) => order.intentId),
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
    },
  );
}

async function recordDead(db: Database, scope: Scope, deaths: readonly Death[]): Promise<readonly Buried[]> {
  return db.transaction(scope, async (tx) => {
    const buried = await closeDead(tx, deaths);
    await clearReviews(
      tx,
      buried.map(({ intentId }) => intentId),
    );
    return buried;
  });
}

async function recordReviews(db: Database, scope: Scope, reviews: readonly Review[]): Promise<ReadonlySet<AttemptId>> {
  return db.transaction(scope, async (tx) => {
    const marked = await markForReview(tx, reviews);
    await raiseReviews(
      tx,
      reviews.filter(({ attemptId }) => marked.has(attemptId)),
    );
    return marked;
  });
}
