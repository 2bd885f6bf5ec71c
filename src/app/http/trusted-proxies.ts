import { isIP } from 'node:net';

/**
 * The proxies whose `X-Forwarded-For` is believed: an exact list of addresses and networks. Never
 * "all": then every caller could choose the address under which it is throttled and logged. Throws an
 * error that names the variable and not its value (FAULTS K5).
 */
export function trustedProxies(text: string): string[] | false {
  const proxies = text
    .split(',')
    .map((proxy) => proxy.trim())
    .filter((proxy) => proxy !== '');
  if (!proxies.every(isAddressOrNetwork)) {
    throw new Error('TRUST_PROXY: must list addresses or networks (10.0.0.0/8), and not every address');
  }
  return proxies.length === 0 ? false : proxies;
}

function isAddressOrNetwork(proxy: string): boolean {
  const [address = '', prefix, ...rest] = proxy.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) {
    return false;
  }
  if (prefix === undefined) {
    return true;
  }
  const bits = Number(prefix);
  return /^\d{1,3}$/.test(prefix) && bits >= 1 && bits <= (version === 4 ? 32 : 128);
}
