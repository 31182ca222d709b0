import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { watchTipFloor } from './tip-floor.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers every request with this body. */
async function publish(body: unknown): Promise<{ url: string; asked: Promise<unknown> }> {
  const { promise, answered } = signal();
  const server = createServer((_, response) => response.end(JSON.stringify(body), answered));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked: promise };
}

function signal() {
  let answered: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    answered = resolve;
  });
  return { promise, answered };
}

it('R-03 the tip floor is the median of what landed, in lamports, until it is too old to say anything', async () => {
  let now = 0;
  const { url } = await publish([{ time: '2026-01-01T00:00:00Z', landed_tips_50th_percentile: 6.001e-6 }]);
  const floor = watchTipFloor({ url, clock: { now: () => new Date(now) } });
  await expect.poll(() => floor.recent()).toBe(6_001n);
  now = 10 * 60_000;
  expect(floor.recent()).toBeNull();
  floor.close();
});

it.each([[[]], [[{ landed_tips_50th_percentile: 'many' }]], [[{ landed_tips_50th_percentile: 1e9 }]], ['no list']])(
  'R-03 the tip floor is not known from %j, nor where nobody publishes one',
  async (body) => {
    const { url, asked } = await publish(body);
    const clock = { now: () => new Date(0) };
    const floor = watchTipFloor({ url, clock });
    await asked;
    expect(floor.recent()).toBeNull();
    expect(watchTipFloor({ url: null, clock }).recent()).toBeNull();
    floor.close();
  },
);
