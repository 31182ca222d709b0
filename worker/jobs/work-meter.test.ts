import { expect, it } from 'vitest';
import { WorkMeter } from './work-meter.ts';

it('AD-01 counts jobs in hand, done, failed and of the last minute, by queue', () => {
  let now = 0;
  const meter = new WorkMeter(() => now);
  for (let n = 0; n < 3; n += 1) meter.begin('trade.buy');
  meter.end('trade.buy', true);
  now = 50_000;
  meter.end('trade.buy', false);
  expect(meter.read()['trade.buy']).toEqual({ inFlight: 1, done: 1, failed: 1, perMinute: 2 });
  expect(meter.read()['trade.sell']).toEqual({ inFlight: 0, done: 0, failed: 0, perMinute: 0 });
  now = 70_000;
  expect(meter.read()['trade.buy']?.perMinute).toBe(1);
  meter.begin('maintenance');
  meter.end('maintenance', true);
  expect(meter.endedTrades).toBe(2);
});
