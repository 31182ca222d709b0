import net from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createRedisPing } from '#core/adapters/redis/ping.ts';
import { freePort } from '../../scripts/lib/ports.mjs';
import { emptyRedis } from '../support/redis.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** A way to Redis that can be opened and cut. */
function createWay(target: URL, port: number) {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((from) => {
    const to = net.connect(Number(target.port), target.hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => to.destroy());
    }
    from.pipe(to).pipe(from);
  });
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  ended.push(cut);
  return { open: () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)), cut };
}

it('O-04 who asks before Redis was called for the first time is told when it has answered, and that it is down once it is', async () => {
  const target = new URL(await emptyRedis());
  const port = await freePort();
  const way = createWay(target, port);
  const through = new URL(target);
  through.port = String(port);
  const redis = createRedisPing(through.toString());
  ended.push(() => redis.close());

  const first = redis.ping();
  await way.open();
  await expect(first).resolves.toBeUndefined();

  way.cut();
  await expect(redis.ping()).rejects.toThrow();
});
