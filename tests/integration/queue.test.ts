import net, { type AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createQueue } from '#core/adapters/bullmq/producer.ts';
import type { IntentId } from '#core/domain/ids.ts';
import { planMaintenance } from '#core/usecases/maintenance/plan-maintenance.ts';
import { emptyRedis } from '../support/redis.ts';

let direct: Redis;
/** Between a client and Redis; while `silent`, nothing that Redis says gets through. */
const gate = { silent: false };
const sockets = new Set<net.Socket>();
let proxy: net.Server;
let url: URL;
beforeAll(async () => {
  url = new URL(await emptyRedis());
  direct = new Redis(url.toString());
  const port = Number(url.port);
  proxy = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => gate.silent || client.write(chunk));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url.port = String((proxy.address() as AddressInfo).port);
});
afterAll(() => {
  direct.disconnect();
  for (const socket of sockets) socket.destroy();
  proxy.close();
});

it('E-08 handing over fails soon when Redis is there but silent, and does not hold up who hands over', async () => {
  const failures: unknown[] = [];
  const queue = createQueue({
    redisUrl: url.toString(),
    prefix: 'test',
    onFailure: (_name, error) => failures.push(error),
  });
  const job = (id: number) => [{ intentId: `intent-${id}` as IntentId, fence: 0n }];
  await vi.waitUntil(async () => {
    await queue.enqueue('trade.buy', job(1));
    return (await direct.zcard('test:trade.buy:prioritized')) === 1;
  });
  gate.silent = true;
  const started = performance.now();
  await queue.enqueue('trade.buy', job(2));
  expect(performance.now() - started).toBeLessThan(4_000);
  expect(failures).toHaveLength(1);
  await queue.close();
});

it('E-09 housekeeping is one job an hour, however often it is planned, and comes again after a wiped Redis', async () => {
  gate.silent = false;
  const queue = createQueue({ redisUrl: url.toString(), prefix: 'test' });
  const clock = { now: () => new Date(7_200_000 * 100) };
  const planned = async () => {
    await planMaintenance({ queue, clock });
    return direct.zrange('test:maintenance:prioritized', '0', '-1');
  };
  await vi.waitUntil(async () => (await planned()).length > 0);
  expect(await planned()).toEqual(['hour-200']);
  await direct.flushdb();
  expect(await planned()).toEqual(['hour-200']);
  await queue.close();
});
