import { expect, it } from 'vitest';
import { age, bytes, latency, percent } from './figures.ts';

it('AD-01 writes bytes by the unit that suits them', () => {
  expect([0, 1, 1_023, 1_536, 104_857_600, 5 * 1_024 ** 3, 1_024 ** 6].map(bytes)).toEqual([
    '0 B',
    '1 B',
    '1023 B',
    '1.5 KiB',
    '100 MiB',
    '5.0 GiB',
    '1048576 TiB',
  ]);
});

it('AD-01 writes times in milliseconds up to a second', () => {
  expect([0.42, 9.96, 71.2, 1_000, 61_000].map(latency)).toEqual(['0.4 ms', '10.0 ms', '71 ms', '1 s', '1 min 1 s']);
  expect(age(null)).toBe('—');
  expect(percent(0.256)).toBe('26 %');
});
