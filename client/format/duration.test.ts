import { expect, it } from 'vitest';
import { formatDuration } from './duration.ts';

it.each([
  [-3, '0 s'],
  [0.9, '0 s'],
  [59.9, '59 s'],
  [125, '2 min 5 s'],
  [3_600, '1 h'],
  [90_061, '1 d 1 h'],
])('%s seconds read as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
