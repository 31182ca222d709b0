/** Lists of networks in CIDR notation (RFC 4632, RFC 4291). */
import { BlockList, isIP } from 'node:net';
import { appError } from '#core/domain/errors.ts';

/** Bits: the least that one customer is given, and all that is known of a client. */
const LONGEST_IPV6 = 64;

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** A network; a single address stands for itself, or its /64. @throws AppError BAD_USER_INPUT */
export function parseNetwork(text: string, field: string): string {
  const [address = '', bits, ...rest] = text.trim().split('/');
  const longest = isIP(address) === 6 ? LONGEST_IPV6 : 32;
  const length = bits ?? `${longest}`;
  const isSound =
    isIP(address) !== 0 && rest.length === 0 && /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= longest;
  if (isSound && Number(length) > 0) return `${address}/${length}`;
  throw appError('BAD_USER_INPUT', { field, rule: 'must be an address or a network such as 203.0.113.0/24' });
}

/**
 * Whether an address lies in one of the networks, also when it is written as IPv4 within IPv6. Of an IPv6 client its /64 is
 * known, written `2001:db8:0:1::/64`.
 */
export function isWithin(networks: readonly string[], client: string): boolean {
  const address = client.replace(/\/64$/, '');
  if (isIP(address) === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    list.addSubnet(base, Number(bits), family(base));
  }
  return list.check(address, family(address));
}
