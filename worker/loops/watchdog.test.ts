import { expect, it } from 'vitest';
import type { WorkerRuntime } from '#core/runtime/worker.ts';
import { createWatchdog } from './watchdog.ts';

function watched() {
  const state = { waitingMs: 0, ended: 0 };
  const told: string[] = [];
  const runtime = {
    trade: { scans: { oldestDueMs: async () => state.waitingMs }, log: { error: () => undefined } },
    database: {
      db: {
        as: () => ({
          async query({ name }: { name?: string }) {
            if (name === 'raise-alert') told.push('raised');
            return name === 'open-alert-objects' && told.length > 0 ? [{ objectId: 'trades' }] : [];
          },
        }),
      },
    },
  } as unknown as WorkerRuntime;
  return { state, told, watchdog: createWatchdog(runtime, () => state.ended) };
}

it('E-08 asks to be started again when due trades wait for over 30 s and this worker ends nothing', async () => {
  const { state, told, watchdog } = watched();
  state.waitingMs = 30_001;
  expect(await watchdog.look()).toBe(false);
  expect(told).toEqual(['raised']);
  expect(await watchdog.look()).toBe(true);
});

it('E-08 only tells of a backlog while jobs are still being ended, or while nothing has waited too long', async () => {
  const { state, told, watchdog } = watched();
  await watchdog.look();
  expect(await watchdog.look()).toBe(false);
  expect(told).toEqual([]);
  state.waitingMs = 60_000;
  state.ended = 5;
  expect(await watchdog.look()).toBe(false);
  expect(told).toEqual(['raised']);
});
