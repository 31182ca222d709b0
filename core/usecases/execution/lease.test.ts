import { afterEach, expect, it, vi } from 'vitest';
import type { IntentId } from '#core/domain/ids.ts';
import type { Executor } from '#core/store/db.ts';
import { ClaimLost, leaseOf } from './lease.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('E-05 renews a claim once it is a second old, and ends when somebody else has it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const rows = [{}];
  const query = vi.fn(async () => rows);
  const lease = leaseOf({ query } as unknown as Executor, { intentId: 'one' as IntentId, fence: 3n });
  vi.advanceTimersByTime(999);
  await lease.keep();
  expect(query).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  await lease.keep();
  await lease.keep();
  expect(query).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ values: ['one', 3n] }));
  rows.pop();
  vi.advanceTimersByTime(1_000);
  await expect(lease.keep()).rejects.toThrow(ClaimLost);
});
