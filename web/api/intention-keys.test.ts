import { expect, it } from 'vitest';
import { createIntentionKeys } from './intention-keys.ts';

it('U-10 repeats the key of an intention nobody answered, and makes a new one for the next', () => {
  const keys = createIntentionKeys<'START' | 'STOP'>();
  const first = keys.keyFor('START');
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(keys.keyFor('START')).toBe(first);
  expect(keys.keyFor('STOP')).not.toBe(first);
  keys.settle('START');
  expect(keys.keyFor('START')).not.toBe(first);
});
