import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientAddress, networkOf } from './client-address.ts';

const trusted = new BlockList();
trusted.addSubnet('10.0.0.0', 8, 'ipv4');

const of = (remoteAddress: string, forwarded?: string): string =>
  clientAddress(
    { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage,
    trusted,
  );

describe('S-01 the address a request comes from', () => {
  it.each([
    ['the connection’s', '192.0.2.1', undefined, '192.0.2.1'],
    ['not what a stranger claims', '192.0.2.1', '198.51.100.7', '192.0.2.1'],
    ['what a trusted proxy tells', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['what the outermost trusted proxy tells', '10.0.0.1', '203.0.113.9, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
    ['the proxy’s own when it tells nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['the proxy’s own when it tells nonsense', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['IPv4 told as IPv6', '::ffff:192.0.2.1', undefined, '192.0.2.1'],
    ['IPv6 as it is', '2001:db8:0:1:aaaa::1', undefined, '2001:db8:0:1:aaaa::1'],
  ])('is %s', (_what, remote, forwarded, expected) => {
    expect(of(remote, forwarded)).toBe(expected);
  });
});

describe('S-01 the network limits are counted by', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1:aaaa::1', '2001:db8:0:1::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
