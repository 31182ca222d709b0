import { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import { createEventBus } from '#core/adapters/redis/event-bus.ts';
import { emptyRedis } from '../support/redis.ts';

it('L-01 wakes exactly those who listen to the campaign, from the acknowledgement on', async () => {
  const url = await emptyRedis();
  const [ours, theirs] = [createEventBus(url), createEventBus(url)];
  await awake(ours, theirs);
  const heard: string[] = [];
  const leave = await ours.listen('a', () => heard.push('first'));
  await ours.listen('a', () => heard.push('second'));
  await ours.listen('b', () => heard.push('other'));
  theirs.wake('a');
  await vi.waitUntil(() => heard.length === 2);
  leave();
  theirs.wake('a');
  await vi.waitUntil(() => heard.length === 3);
  expect(heard).toEqual(['first', 'second', 'second']);
  await Promise.all([ours.close(), theirs.close()]);
});

it('wakes every listener after a gap, for what happened in it was not announced', async () => {
  const url = await emptyRedis();
  const bus = createEventBus(url);
  await awake(bus, bus);
  const onWake = vi.fn();
  await bus.listen('a', onWake);
  const admin = new Redis(url);
  await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await vi.waitUntil(() => onWake.mock.calls.length > 0);
  admin.disconnect();
  await bus.close();
});

it('neither throws nor waits while Redis is away', async () => {
  const bus = createEventBus('redis://127.0.0.1:1');
  bus.wake('a');
  const leave = await bus.listen('a', () => undefined);
  leave();
  await bus.close();
});

/** Connections are made in the background; until then, waking does nothing. */
async function awake(listening: ReturnType<typeof createEventBus>, waking: typeof listening): Promise<void> {
  const heard = vi.fn();
  const leave = await listening.listen('ready', heard);
  await vi.waitUntil(() => {
    waking.wake('ready');
    return heard.mock.calls.length > 1;
  });
  leave();
}
