/**
 * Campaigns' events as they happen (L-02). Postgres is the source: a wake-up on the bus, and a look at the numbers each second
 * when the bus is silent or down, only say that there is something to read. A reader holds at most one page and takes the next
 * when it has given that away, so one that is slow costs a page and delays nobody.
 */
import type { CampaignEvent } from '#core/contracts/campaign-event.ts';
import type { CampaignId } from '#core/domain/ids.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import { eventsAfter } from '#core/store/campaign-events.ts';
import { findCampaign } from '#core/store/campaigns.ts';
import type { Database, Schedule } from '#core/store/db.ts';
import { eventHeads } from '#core/store/event-heads.ts';
import type { Tenant } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import { createWatch, type Watch } from './watch.ts';

export interface CampaignFeed {
  /**
   * Every event after `sinceSeq`, in order and once, without end. Ends when `signal` is aborted.
   * @throws AppError NOT_FOUND at the first reading, also for another organisation's campaign.
   */
  follow(tenant: Tenant, from: FollowFrom, signal: AbortSignal): AsyncGenerator<EventPage, void, void>;
  close(): void;
}

/** What was read at once. Those who read the same at the same time are given the same page. */
export interface EventPage {
  /** None where there was nothing new. */
  readonly events: readonly CampaignEvent[];
  /** Whether that is all for now: the next page waits for something to happen. */
  readonly isLast: boolean;
}

export interface FollowFrom {
  readonly campaignId: string;
  /** The last number already seen; 0 for all. */
  readonly sinceSeq: bigint;
}

export interface FeedOptions {
  readonly db: Database;
  readonly schedule: Schedule;
  readonly bus: Pick<EventBus, 'listen'>;
  /** How often the numbers are looked at. */
  readonly pollMs?: number;
  /** How many events are read at once. */
  readonly pageSize?: number;
}

export function createCampaignFeed({ db, schedule, bus, pollMs = 1_000, pageSize = 200 }: FeedOptions): CampaignFeed {
  const watches = new Map<CampaignId, Watch>();
  const timer = setInterval(() => void poll(schedule, watches).catch(() => undefined), pollMs);
  timer.unref();

  const watch = (campaignId: CampaignId): Watch => {
    const existing = watches.get(campaignId);
    if (existing !== undefined) return existing;
    const created = createWatch(bus, campaignId, () => watches.delete(campaignId));
    watches.set(campaignId, created);
    return created;
  };

  async function* follow(tenant: Tenant, { campaignId, sinceSeq }: FollowFrom, signal: AbortSignal) {
    const { id } = found(await findCampaign(db.as(tenant), tenant, campaignId), 'campaign');
    const watched = watch(id);
    const leave = await watched.join();
    try {
      let afterSeq = sinceSeq;
      while (!signal.aborted) {
        const seen = watched.version();
        const from = { campaignId: id, afterSeq, limit: pageSize };
        const page = await watched.share(`${afterSeq}@${seen}`, () => eventsAfter(db.as(tenant), tenant, from));
        const isLast = page.length < pageSize;
        afterSeq = page.at(-1)?.seq ?? afterSeq;
        yield { events: page, isLast };
        if (isLast) await watched.changed(seen, signal);
      }
    } finally {
      leave();
    }
  }

  return { follow, close: () => clearInterval(timer) };
}

/** Wakes the readers of every campaign that has moved on; one query for all campaigns watched. */
async function poll(schedule: Schedule, watches: ReadonlyMap<CampaignId, Watch>): Promise<void> {
  if (watches.size === 0) return;
  for (const [campaignId, lastSeq] of await eventHeads(schedule, [...watches.keys()]))
    watches.get(campaignId)?.tell(lastSeq);
}
