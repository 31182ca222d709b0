import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from './ports.mjs';
import { assertReachable } from './reachable.mjs';

const REDIS = { protocols: ['redis:', 'rediss:'], port: 6379, example: 'redis://127.0.0.1:6379' };

it('S-04 takes a service that is there', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await assertReachable('REDIS_URL', `redis://127.0.0.1:${port}`, REDIS);
  server.close();
});

it('S-04 tells in one sentence that nobody answers, without the password', async () => {
  const address = `redis://:secret@127.0.0.1:${await freePort()}`;
  const failure = await assertReachable('REDIS_URL', address, REDIS).catch((error: Error) => error);
  expect(failure).toMatchObject({
    message: expect.stringMatching(/^Nobody answers at .*REDIS_URL names \(ECONNREFUSED\)\./),
  });
  expect(String(failure)).not.toContain('secret');
});

it.each(['banana', 'http://127.0.0.1:1', 'redis:'])('S-04 tells that %j is no such address', async (address) => {
  await expect(assertReachable('REDIS_URL', address, REDIS)).rejects.toThrow(
    /^REDIS_URL is no address of the kind redis:/,
  );
});
