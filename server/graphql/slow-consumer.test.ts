import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { taken } from './slow-consumer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const takingAfter = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('taken'), ms));

describe('L-01 a subscriber', () => {
  it('that keeps reading is left alone, however long it lasts', async () => {
    const onSlow = vi.fn();
    for (let n = 1; n <= 5; n += 1) {
      const waiting = taken(takingAfter(900), { ms: 1_000, onSlow });
      await vi.advanceTimersByTimeAsync(900);
      expect(await waiting).toBe('taken');
    }
    await vi.advanceTimersByTimeAsync(5_000);
    expect(onSlow).not.toHaveBeenCalled();
  });

  it('that takes nothing for too long is told of once', async () => {
    const onSlow = vi.fn();
    const waiting = taken(takingAfter(5_000), { ms: 1_000, onSlow });
    await vi.advanceTimersByTimeAsync(5_000);
    await waiting;
    expect(onSlow).toHaveBeenCalledOnce();
  });

  it('whose line breaks is not told of as slow', async () => {
    const onSlow = vi.fn();
    await expect(taken(Promise.reject(new Error('gone')), { ms: 1_000, onSlow })).rejects.toThrow('gone');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(onSlow).not.toHaveBeenCalled();
  });
});
