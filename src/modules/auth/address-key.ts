import { isIPv4, isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * What stands for a caller's address in limits: an IPv4 address, or the /64 of an IPv6 address, because
 * a whole /64 is one customer's to rotate through (FAULTS I10). Zone ids are dropped.
 */
export function addressKey(ip: string): string {
  const address = ip.split('%', 1)[0] ?? '';
  const mapped = MAPPED_IPV4.exec(address)?.[1];
  if (mapped !== undefined) {
    return mapped;
  }
  if (isIPv4(address)) {
    return address;
  }
  return isIPv6(address) ? `${networkOf(address)}::/64` : 'unknown';
}

/** The first four groups, without leading zeros. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** A trailing dotted quad stands for two groups; which ones does not matter, they are beyond the /64. */
function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
