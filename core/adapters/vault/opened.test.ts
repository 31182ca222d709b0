import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepOpened } from './opened.ts';

describe('W-03 opened keys', () => {
  const open = async (): Promise<object> => ({});
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are kept for a minute, used or not', async () => {
    const keys = keepOpened<object>();
    const first = await keys.get('a', open);
    vi.advanceTimersByTime(59_999);
    expect(await keys.get('a', open)).toBe(first);
    vi.advanceTimersByTime(1);
    expect(await keys.get('a', open)).not.toBe(first);
  });

  it('are found by exactly what they were opened from', async () => {
    const keys = keepOpened<object>();
    expect(await keys.get('a', open)).not.toBe(await keys.get('b', open));
  });

  it('are opened once, however many ask at once', async () => {
    const keys = keepOpened<object>();
    const opening = vi.fn(open);
    const [first, second] = await Promise.all([keys.get('a', opening), keys.get('a', opening)]);
    expect(first).toBe(second);
    expect(opening).toHaveBeenCalledTimes(1);
  });

  it('are not kept when they did not open', async () => {
    const keys = keepOpened<object>();
    await expect(keys.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await keys.get('a', open)).toEqual({});
  });

  it('are kept in number as well', async () => {
    const keys = keepOpened<object>();
    const first = await keys.get('0', open);
    for (let n = 1; n < 4_096; n += 1) await keys.get(`${n}`, async () => first);
    expect(await keys.get('0', open)).toBe(first);
    await keys.get('4096', open);
    expect(await keys.get('0', open)).not.toBe(first);
  });
});
