import { describe, expect, it } from 'vitest';
import { StopList } from './stop-list.mjs';

describe('StopList', () => {
  it('D-01 stops the latest first, one after the other, and once', async () => {
    const stops = new StopList();
    const order: string[] = [];
    for (const name of ['postgres', 'chain', 'server']) {
      await stops.add(async () => {
        order.push(`${name} stopping`);
        await Promise.resolve();
        order.push(`${name} stopped`);
      });
    }
    await Promise.all([stops.stop(), stops.stop()]);
    expect(order).toEqual([
      'server stopping',
      'server stopped',
      'chain stopping',
      'chain stopped',
      'postgres stopping',
      'postgres stopped',
    ]);
  });

  it('D-01 what starts after the stop was asked for is stopped at once, and the start ends', async () => {
    const stops = new StopList();
    await stops.stop();
    let stopped = false;
    const add = stops.add(() => {
      stopped = true;
    });
    await expect(add).rejects.toThrow('The start was interrupted.');
    expect(stopped).toBe(true);
  });

  it('goes on when one cannot be stopped, and tells', async () => {
    const stops = new StopList();
    let stopped = false;
    await stops.add(() => {
      stopped = true;
    });
    await stops.add(() => Promise.reject(new Error('stuck')));
    await expect(stops.stop()).rejects.toThrow('stuck');
    expect(stopped).toBe(true);
  });
});
