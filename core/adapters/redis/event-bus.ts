/** Wake-ups over Redis' publish and subscribe: channel `sluice:campaign:<id>`, no content. */
import type { Redis } from 'ioredis';
import type { EventBus } from '#core/ports/event-bus.ts';
import { connectReader, connectWriter } from './connection.ts';

const channelOf = (campaignId: string): string => `sluice:campaign:${campaignId}`;

type Listeners = Map<string, Set<() => void>>;

/** Connects in the background: while Redis is away, waking and listening do nothing and do not wait. */
export function createEventBus(url: string): EventBus {
  const publisher = connectWriter(url);
  const listeners: Listeners = new Map();
  const subscriber = connectSubscriber(url, listeners);
  return {
    wake(campaignId) {
      publisher.publish(channelOf(campaignId), '').catch(() => undefined);
    },
    async listen(campaignId, onWake) {
      const channel = channelOf(campaignId);
      // A function of its own, so that the same callback given twice is two listeners.
      const listener = () => onWake();
      await addListener(subscriber, listeners, channel, listener);
      return () => removeListener(subscriber, listeners, channel, listener);
    },
    async close() {
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

function connectSubscriber(url: string, listeners: Listeners): Redis {
  const subscriber = connectReader(url);
  subscriber.on('message', (channel: string) => {
    for (const listener of listeners.get(channel) ?? []) listener();
  });
  // After a gap every listener is woken: whatever happened meanwhile was not announced.
  subscriber.on('ready', () => {
    if (listeners.size === 0) return;
    subscriber
      .subscribe(...listeners.keys())
      .then(() => {
        for (const waiting of listeners.values()) for (const listener of waiting) listener();
      })
      .catch(() => undefined);
  });
  return subscriber;
}

async function addListener(subscriber: Redis, all: Listeners, channel: string, listener: () => void): Promise<void> {
  const waiting = all.get(channel) ?? new Set();
  all.set(channel, waiting.add(listener));
  if (subscriber.status !== 'ready') return;
  // Asked for again even when there are other listeners: their own request may not be acknowledged yet.
  await subscriber.subscribe(channel).catch(() => undefined);
}

function removeListener(subscriber: Redis, all: Listeners, channel: string, listener: () => void): void {
  const waiting = all.get(channel);
  waiting?.delete(listener);
  if (waiting === undefined || waiting.size > 0) return;
  all.delete(channel);
  if (subscriber.status === 'ready') subscriber.unsubscribe(channel).catch(() => undefined);
}
