import { expect, it } from 'vitest';
import { networksIn } from './networks.ts';

it('A-10 reads networks by line, comma or space', () => {
  expect(networksIn('203.0.113.0/24\n 2001:db8::/48,198.51.100.7 \n\n')).toEqual([
    '203.0.113.0/24',
    '2001:db8::/48',
    '198.51.100.7',
  ]);
  expect(networksIn(' \n ')).toEqual([]);
});
