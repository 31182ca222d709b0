/** Where a request comes from: the same answer for HTTP and for a socket's upgrade. */
import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP, isIPv6 } from 'node:net';

/**
 * The network address of the client: that of the connection, or behind trusted proxies the last one they were told of that is
 * none of them.
 */
export function clientAddress({ socket, headers }: IncomingMessage, trusted: BlockList): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  let address = plain(socket.remoteAddress ?? '');
  while (isTrusted(address, trusted)) {
    const before = plain(forwarded.pop() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/** What limits are counted by: an IPv6 address stands for its /64, the least that one customer is given. */
export const networkOf = (address: string): string => (isIPv6(address) ? network(address) : address);

const isTrusted = (address: string, trusted: BlockList): boolean =>
  isIP(address) !== 0 && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** An IPv4 address as it is, also when a socket for both families tells it as IPv6. */
const plain = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/i, '');

/** The first four groups, written out. */
function network(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  const first = [...groups, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4);
  return `${first.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

const LONGEST_USER_AGENT = 256;

/** What the client calls itself. */
export const userAgentOf = ({ headers }: IncomingMessage): string | null =>
  headers['user-agent']?.slice(0, LONGEST_USER_AGENT) ?? null;
