/** Makes events as the worker does: a row of the campaign's log in a transaction, then a ring at the bus. */
import { randomUUID } from 'node:crypto';
import { createEventBus } from '#core/adapters/redis/event-bus.ts';
import type { CampaignEventData } from '#core/contracts/campaign-event.ts';
import type { CampaignId, IntentId, OrganizationId } from '#core/domain/ids.ts';
import { openDatabase } from '#core/store/db.ts';
import { appendEvents } from '#core/store/events.ts';
import { monotonicMs } from '../lib/children.ts';

export interface Publisher {
  /** Returns when the bus was rung, the row being committed. */
  publish(): Promise<number>;
  /** Rings alone. */
  ring(): number;
  /** Adds many large events, without a ring: more than all buffers to a client can hold. */
  flood(): Promise<void>;
  /** The number of the last event. */
  head(): number;
  close(): Promise<void>;
}

export interface Topic {
  readonly campaignId: CampaignId;
  readonly organizationId: OrganizationId;
}

/** Twenty megabytes in all. */
const FLOOD = { events: 5_000, atOnce: 500, characters: 4_000 };

/** As a denied trade: the one event whose length is ours to choose. */
const denied = (sequence: number, characters: number): CampaignEventData => ({
  ...{ kind: 'TRADE_DENIED', intentId: randomUUID() as IntentId, sequence, code: 'VENUE_PAUSED' },
  detail: 'x'.repeat(characters),
});

export function openPublisher(databaseUrl: string, redisUrl: string, topic: Topic): Publisher {
  const db = openDatabase({ url: databaseUrl, max: 2, applicationName: 'bench' });
  const bus = createEventBus(redisUrl);
  const tenant = { organizationId: topic.organizationId };
  let head = 0;
  const append = async (events: number, characters: number): Promise<void> => {
    const data = Array.from({ length: events }, (_, index) => denied(head + index + 1, characters));
    await db.transaction(tenant, (tx) =>
      appendEvents(
        tx,
        data.map((one) => ({ ...topic, runId: null, data: one })),
      ),
    );
    head += events;
  };
  const ring = (): number => {
    const at = monotonicMs();
    bus.wake(topic.campaignId);
    return at;
  };
  return {
    async publish() {
      await append(1, 1);
      return ring();
    },
    ring,
    async flood() {
      for (let left = FLOOD.events; left > 0; left -= FLOOD.atOnce) await append(FLOOD.atOnce, FLOOD.characters);
    },
    head: () => head,
    async close() {
      await Promise.all([bus.close(), db.close()]);
    },
  };
}
