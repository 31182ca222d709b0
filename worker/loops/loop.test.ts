import { expect, it, vi } from 'vitest';
import { startLoop } from './loop.ts';

function recordingLog() {
  const lines: string[] = [];
  const take = (_fields: object, message: string) => void lines.push(message);
  const log = { debug: take, info: take, warn: take, error: take, child: () => log };
  return { lines, log };
}

it('E-08 a loop outlives its failures, tells each spell of them once, and ends when it is stopped', async () => {
  const { lines, log } = recordingLog();
  let rounds = 0;
  const loop = startLoop({
    name: 'test',
    log,
    async round() {
      rounds += 1;
      if (rounds === 2 || rounds === 3) throw new Error('Postgres is away');
      return rounds < 5 ? 1 : 60_000;
    },
  });
  await vi.waitUntil(() => rounds === 5, { timeout: 5_000 });
  await loop.stop();
  expect(rounds).toBe(5);
  expect(lines).toEqual(['loop failed; it goes on trying', 'loop is well again']);
});

it('hands its rounds a signal that stopping aborts', async () => {
  const { lines, log } = recordingLog();
  const loop = startLoop({
    name: 'test',
    log,
    round: (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  await loop.stop();
  expect(lines).toEqual([]);
});

it('R-02 begins its next round when it is woken, also by a call that came while it was at work', async () => {
  const { log } = recordingLog();
  let rounds = 0;
  const loop = startLoop({
    name: 'test',
    log,
    async round() {
      rounds += 1;
      if (rounds === 2) loop.wake();
      return 60_000;
    },
  });
  await vi.waitUntil(() => rounds === 1, { timeout: 5_000 });
  loop.wake();
  loop.wake();
  await vi.waitUntil(() => rounds === 3, { timeout: 5_000 });
  await loop.stop();
  expect(rounds).toBe(3);
});
