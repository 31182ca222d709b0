import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchConsumer } from './slow-consumer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const [onSlow, onEnd] = [vi.fn(), vi.fn()];
  async function* numbers() {
    for (let n = 1; ; n += 1) yield n;
  }
  return { onSlow, onEnd, values: watchConsumer(numbers(), { ms: 1_000, onSlow, onEnd }) };
}

describe('a subscriber', () => {
  it('that keeps reading is left alone, however long it lasts', async () => {
    const { values, onSlow } = watched();
    for (let n = 1; n <= 5; n += 1) {
      expect(await values.next()).toEqual({ done: false, value: n });
      await vi.advanceTimersByTimeAsync(900);
    }
    expect(onSlow).not.toHaveBeenCalled();
  });

  it('that takes nothing for too long is told of once', async () => {
    const { values, onSlow } = watched();
    await values.next();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(onSlow).toHaveBeenCalledOnce();
  });

  it('that leaves is not counted as slow, and its source ends', async () => {
    const { values, onSlow, onEnd } = watched();
    await values.next();
    await values.return?.();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(onSlow).not.toHaveBeenCalled();
    expect(onEnd).toHaveBeenCalledOnce();
    expect(await values.next()).toEqual({ done: true, value: undefined });
  });
});
