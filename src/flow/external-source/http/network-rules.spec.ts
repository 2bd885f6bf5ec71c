import { promisify } from 'node:util';
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { checkedBaseUrl, guardedLookup } from './network-rules.js';

const PUBLIC = { allowPrivateNetwork: false };
const PRIVATE = { allowPrivateNetwork: true };

describe('the base URL of a source', () => {
  it.each([
    'https://shop.example/api/v1',
    'http://127.0.0.1:4000/api',
    'http://localhost:4000',
    'http://[::1]:4000/api',
  ])('J2 may be %s', (url) => {
    expect(checkedBaseUrl(url, PUBLIC).href).toContain(url);
  });

  it.each([
    'http://shop.example/api',
    'https://169.254.169.254/latest',
    'https://10.0.0.7/api',
    'https://192.168.1.1',
    'https://172.20.0.1',
    'https://100.64.1.1',
    'https://0/api',
    'https://0.0.0.0',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[::]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:10.0.0.1]/',
    'https://224.0.0.1',
    'https://255.255.255.255',
    'https://user:secret@shop.example/',
    'https://user@shop.example/',
    'https://shop.example/?token=x',
    'file:///etc/passwd',
    'gopher://shop.example/',
    'ftp://shop.example',
    'shop.example',
    '',
  ])('J2 may not be %s', (url) => {
    expect(() => checkedBaseUrl(url, PUBLIC)).toThrow(expect.objectContaining({ kind: 'config' }));
  });

  it('J2 reads odd spellings of loopback as what they are, which never makes them a vendor over http', () => {
    expect(checkedBaseUrl('http://2130706433/', PUBLIC).hostname).toBe('127.0.0.1');
    expect(checkedBaseUrl('http://0x7f.1/', PUBLIC).hostname).toBe('127.0.0.1');
  });

  it('may be a private address where that is allowed, but never the metadata service', () => {
    expect(checkedBaseUrl('http://10.0.0.7/api', PRIVATE).hostname).toBe('10.0.0.7');
    expect(() => checkedBaseUrl('https://169.254.169.254/', PRIVATE)).toThrow('no vendor has');
  });

  it('never shows the URL in its error', () => {
    expect(() => checkedBaseUrl('https://user:hunter22@shop.example/', PUBLIC)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter22') }),
    );
  });
});

describe('the name resolution of a source', () => {
  const resolve = (base: string): Promise<unknown> =>
    promisify(
      guardedLookup(new URL(base), PUBLIC) as (
        host: string,
        options: object,
        done: (e: Error | null, a?: unknown) => void,
      ) => void,
    )('localhost', { all: true });

  it('J2 refuses a public name that resolves to this machine, when the connection is made', async () => {
    await expect(resolve('https://shop.example/')).rejects.toMatchObject({ code: 'EFORBIDDENADDRESS' });
  });

  it('lets a host that is written as loopback loop back', async () => {
    const lookup: LookupFunction = guardedLookup(new URL('http://localhost:1/'), PUBLIC);

    expect(lookup).toBeInstanceOf(Function);
    expect(await resolve('http://localhost:1/')).toContainEqual({ address: '127.0.0.1', family: 4 });
  });
});
