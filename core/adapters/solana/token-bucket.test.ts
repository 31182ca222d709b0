import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../../tests/support/test-clock.ts';
import { createTokenBucket, type TokenBucketOptions } from './token-bucket.ts';

/** With a clock that stands still, and every wait that was asked for. */
function bucketOf(limits: Omit<TokenBucketOptions, 'clock'>) {
  const waits: number[] = [];
  const clock = createTestClock();
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  return { waits, pass: clock.pass, bucket: createTokenBucket({ clock: { ...clock, wait }, ...limits }) };
}

describe("R-01 an endpoint's rate limit", () => {
  it('gives what has gathered at once, and the rest at its rate, in the order asked', async () => {
    const { bucket, waits } = bucketOf({ perSecond: 10, burst: 2 });
    for (let taken = 0; taken < 4; taken += 1) expect(await bucket.take(1, 1_000)).toBe(true);
    expect(waits).toEqual([100, 200]);
    expect(bucket.left()).toBe(-2);
  });

  it('takes nothing from who would have to wait too long', async () => {
    const { bucket, pass, waits } = bucketOf({ perSecond: 10, burst: 1 });
    await bucket.take(1, 0);
    expect(await bucket.take(1, 99)).toBe(false);
    pass(100);
    expect([await bucket.take(1, 0), waits]).toEqual([true, []]);
  });

  it('gathers no more than its burst, and lets a batch larger than that go into debt', async () => {
    const { bucket, pass } = bucketOf({ perSecond: 10, burst: 5 });
    pass(60_000);
    expect(bucket.left()).toBe(5);
    expect(await bucket.take(50, 0)).toBe(true);
    expect(await bucket.take(1, 4_000)).toBe(false);
    expect(await bucket.take(1, 5_000)).toBe(true);
  });

  it('gives nothing while it is shut, limit or none', async () => {
    for (const limits of [{}, { perSecond: 1_000 }]) {
      const { bucket, pass } = bucketOf(limits);
      bucket.shut(3_000);
      bucket.shut(1_000);
      expect(await bucket.take(1, 2_999)).toBe(false);
      pass(3_000);
      expect(await bucket.take(1, 0)).toBe(true);
    }
    expect(bucketOf({}).bucket.left()).toBeNull();
  });
});
