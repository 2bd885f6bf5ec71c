import dns from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { SourceError } from '../source-error.js';

const LOOPBACK = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
]);
/** Networks of the machine's own neighbourhood; a setting may allow them. */
const PRIVATE = blockList([
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
]);
/** Never an API of a vendor: this host, link-local (cloud metadata!), multicast, reserved. */
const SENSELESS = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]);

export interface NetworkRules {
  /** Also plain http and addresses of private networks: for test beds and vendors inside one's own walls. */
  readonly allowPrivateNetwork: boolean;
}

/**
 * Checks a configured base URL (J2): http or https, no credentials in it; https unless the host is
 * written as loopback or private networks are allowed. Throws `config` and never repeats the URL.
 */
export function checkedBaseUrl(text: string, rules: NetworkRules): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new SourceError('config', 'The base URL is no http(s) URL');
  }
  if ([url.username, url.password, url.search, url.hash].some((part) => part !== '')) {
    throw new SourceError('config', 'The base URL may have no credentials, query or fragment');
  }
  const host = bareHost(url);
  if (!isLoopbackHost(host)) {
    checkForeignHost(url.protocol, host, rules);
  }
  return url;
}

function checkForeignHost(protocol: string, host: string, rules: NetworkRules): void {
  if (protocol === 'http:' && !rules.allowPrivateNetwork) {
    throw new SourceError('config', 'The base URL must be https');
  }
  if (isIP(host) !== 0 && !isAllowedAddress(host, rules)) {
    throw new SourceError('config', 'The base URL points to an address that no vendor has');
  }
}

/**
 * The name resolution of the client: every address is checked when the connection is made, so that a name
 * that answers a public address first and a private one later gains nothing.
 */
export function guardedLookup(base: URL, rules: NetworkRules): LookupFunction {
  const mayLoopBack = isLoopbackHost(bareHost(base));
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = addresses.filter(({ address }) =>
        mayLoopBack ? matches(LOOPBACK, address) : isAllowedAddress(address, rules),
      );
      const [first] = allowed;
      if (first === undefined) {
        callback(
          Object.assign(new Error('The name resolves to a forbidden address'), { code: 'EFORBIDDENADDRESS' }),
          [],
        );
      } else if (options.all === true) {
        callback(null, allowed);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function isAllowedAddress(address: string, rules: NetworkRules): boolean {
  return (
    !matches(LOOPBACK, address) &&
    !matches(SENSELESS, address) &&
    (rules.allowPrivateNetwork || !matches(PRIVATE, address))
  );
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && matches(LOOPBACK, host));
}

/** Without the brackets of an IPv6 address. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** IPv4-mapped IPv6 addresses match the IPv4 rules. */
function matches(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(subnets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix, family] of subnets) {
    list.addSubnet(network, prefix, family);
  }
  return list;
}
