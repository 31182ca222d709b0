import { describe, expect, it, vi } from 'vitest';
import type { CampaignId } from '#core/domain/ids.ts';
import { createWatch } from './watch.ts';

const campaign = 'campaign' as CampaignId;

function watched() {
  const [stop, onEmpty] = [vi.fn(), vi.fn()];
  let ring: () => void = () => undefined;
  const bus = {
    listen: vi.fn(async (_id: string, onWake: () => void) => {
      ring = onWake;
      return stop;
    }),
  };
  return { watch: createWatch(bus, campaign, onEmpty), bus, stop, onEmpty, ring: () => ring() };
}

const never = new AbortController().signal;

describe('L-02 a watch', () => {
  it('wakes all who wait, by the bus or by a number that is news', async () => {
    const { watch, ring } = watched();
    await watch.join();
    const first = [watch.changed(0, never), watch.changed(0, never)];
    ring();
    await Promise.all(first);
    const second = watch.changed(watch.version(), never);
    watch.tell(7n);
    await second;
    expect(watch.version()).toBe(2);
    watch.tell(7n);
    expect(watch.version()).toBe(2);
  });

  it('does not wait for what happened while the reader was reading', async () => {
    const { watch, ring } = watched();
    await watch.join();
    const seen = watch.version();
    ring();
    await watch.changed(seen, never);
  });

  it('lets go of a reader that leaves', async () => {
    const { watch } = watched();
    const stop = new AbortController();
    const waiting = watch.changed(0, stop.signal);
    stop.abort();
    await waiting;
    await watch.changed(0, stop.signal);
  });

  it('reads once for all who ask for the same at once, and again afterwards', async () => {
    const { watch } = watched();
    const read = vi.fn(async () => [1]);
    const [a, b] = await Promise.all([watch.share('0', read), watch.share('0', read)]);
    expect(a).toBe(b);
    expect(read).toHaveBeenCalledOnce();
    await watch.share('0', read);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('asks again after a reading that failed', async () => {
    const { watch } = watched();
    await expect(watch.share('0', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await watch.share('0', async () => 'up')).toBe('up');
  });

  it('leaves the bus with its last reader', async () => {
    const { watch, bus, stop, onEmpty } = watched();
    const leave = [await watch.join(), await watch.join()];
    leave[0]?.();
    expect(onEmpty).not.toHaveBeenCalled();
    leave[1]?.();
    await vi.waitFor(() => expect(stop).toHaveBeenCalledOnce());
    expect(onEmpty).toHaveBeenCalledOnce();
    expect(bus.listen).toHaveBeenCalledOnce();
  });
});
