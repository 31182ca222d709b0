import { describe, expect, it } from 'vitest';
import { isWithin, parseNetwork } from './networks.ts';

describe('A-10 networks', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    [' 203.0.113.0/24 ', '203.0.113.0/24'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/64'],
  ])('reads %s', (text, network) => expect(parseNetwork(text, 'networks')).toBe(network));

  it.each([
    '',
    'example.com',
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113/24',
    '1.2.3.4/24/24',
    '2001:db8::1/128',
    '0.0.0.0/0',
    '1.2.3.4/08',
  ])('refuses %s', (text) => expect(() => parseNetwork(text, 'networks')).toThrow('networks'));

  it('tells who lies within, in either notation', () => {
    const networks = ['203.0.113.0/24', '2001:db8::/32'];
    expect(isWithin(networks, '203.0.113.200')).toBe(true);
    expect(isWithin(networks, '::ffff:203.0.113.200')).toBe(true);
    expect(isWithin(networks, '2001:db8:1::1')).toBe(true);
    expect(isWithin(['2001:db8:0:1::/64'], '2001:db8:0:1::/64')).toBe(true);
    for (const outside of ['203.0.114.1', '2001:db9::1', 'unknown', ''])
      expect(isWithin(networks, outside)).toBe(false);
  });
});
