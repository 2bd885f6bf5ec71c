import { describe, expect, it } from '@jest/globals';
import { addressKey } from './address-key.js';
import { bearerToken } from './bearer-token.js';
import { normalLogin } from './login-name.js';

describe('I10 the address that limits count', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::1.2.3.4', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['not an address', 'unknown'],
  ])('%s counts as %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key);
  });
});

describe('H17 the one form of a login', () => {
  it.each([
    [' Ana@Example.TEST ', 'ana@example.test'],
    ['ＡＮＡ@example.test', 'ana@example.test'],
    ['I@example.test', 'i@example.test'],
    ['E\u0301va@example.test', 'éva@example.test'],
  ])('of %j is %s', (login, normal) => {
    expect(normalLogin(login)).toBe(normal);
  });

  it('keeps the Turkish letters apart from i', () => {
    expect(normalLogin('ADMİN@example.test')).not.toBe('admin@example.test');
    expect(normalLogin('admın@example.test')).not.toBe('admin@example.test');
  });
});

describe('the bearer token of a request', () => {
  const request = (
    authorization: string | undefined,
    rawHeaders: string[] = [],
  ): Parameters<typeof bearerToken>[0] =>
    ({ headers: { authorization }, raw: { rawHeaders } }) as unknown as Parameters<typeof bearerToken>[0];

  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER  a.b.c'])('is found in %s', (header) => {
    expect(bearerToken(request(header, ['Authorization', header]))).toBe('a.b.c');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer a b',
    'a.b.c',
    `Bearer ${'x'.repeat(8_200)}`,
  ])('is none in %s', (header) => {
    expect(bearerToken(request(header))).toBeNull();
  });

  it('H16 is none when the header comes twice', () => {
    const twice = ['authorization', 'Bearer a', 'host', 'x', 'Authorization', 'Bearer b'];
    expect(bearerToken(request('Bearer a', twice))).toBeNull();
  });
});
