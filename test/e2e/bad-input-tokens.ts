import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Reads a token without checking it. */
export function partsOf(token: string): TokenParts {
  const [header = '', payload = ''] = token.split('.');
  const read = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), payload: read(payload) };
}

/** Signs with HMAC as the server does, whatever the header claims. */
export function signed(parts: TokenParts, secret: string, digest = 'sha256'): string {
  const text = unsigned(parts);
  return `${text}.${createHmac(digest, secret).update(text).digest('base64url')}`;
}

function unsigned({ header, payload }: TokenParts): string {
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

/**
 * Tokens that must open nothing (FAULTS I1), made from a good one of `good`'s session. Each differs from it in
 * one thing; those signed with the server's own secret show what is checked besides the signature.
 */
export function badTokens(
  good: string,
  secret: string,
  somebodyElse: string,
): (readonly [fault: string, token: string])[] {
  const parts = partsOf(good);
  const nowSeconds = Number(parts.payload.iat);
  const claiming = (change: Readonly<Record<string, unknown>>): string =>
    signed({ ...parts, payload: { ...parts.payload, ...change } }, secret);
  const headed = (change: Readonly<Record<string, unknown>>): string =>
    signed({ ...parts, header: { ...parts.header, ...change } }, secret);
  return [
    ['garbage', 'garbage'],
    ['two dots', '..'],
    ['three garbage parts', 'a.b.c'],
    ['8 KB', `${good}${'A'.repeat(8_192)}`],
    ['truncated', good.slice(0, -5)],
    ['no signature', `${good.split('.').slice(0, 2).join('.')}.`],
    ['two parts', good.split('.').slice(0, 2).join('.')],
    ['another signature', `${good.slice(0, -6)}AAAAAA`],
    ['tampered payload', tampered(good, { sub: somebodyElse })],
    ['another secret', signed(parts, `${secret}x`)],
    ['empty secret', signed(parts, '')],
    ...['none', 'None', 'nOnE', 'NONE'].map(
      (alg) => [`alg ${alg}`, `${unsigned({ ...parts, header: { alg, typ: 'JWT' } })}.`] as const,
    ),
    ['alg none, signed', headed({ alg: 'none' })],
    ['HS384', signed({ ...parts, header: { alg: 'HS384', typ: 'JWT' } }, secret, 'sha384')],
    ['HS512', signed({ ...parts, header: { alg: 'HS512', typ: 'JWT' } }, secret, 'sha512')],
    ['RS256', rsaSigned(parts)],
    ['RS256 with an HMAC', headed({ alg: 'RS256' })],
    ['no alg', headed({ alg: undefined })],
    ['kid of a path', headed({ kid: '../../dev/null' })],
    ['kid of SQL', headed({ kid: "' UNION SELECT 'x'--" })],
    ['jku', headed({ jku: 'http://127.0.0.1:1/keys' })],
    ['x5u', headed({ x5u: 'http://127.0.0.1:1/key' })],
    ['jwk', headed({ jwk: { kty: 'oct', k: '' } })],
    ['crit', headed({ crit: ['exp'] })],
    ['expired', claiming({ iat: nowSeconds - 5_000, exp: nowSeconds - 4_000 })],
    ['no exp', claiming({ exp: undefined })],
    ['exp 1e300', claiming({ exp: 1e300 })],
    ['exp as text', claiming({ exp: String(parts.payload.exp) })],
    ['exp in a year', claiming({ exp: nowSeconds + 31_536_000 })],
    ['not yet valid', claiming({ nbf: nowSeconds + 3_600 })],
    ['issued in the future', claiming({ iat: nowSeconds + 3_600, exp: nowSeconds + 4_000 })],
    ['no iat', claiming({ iat: undefined })],
    ['another issuer', claiming({ iss: 'somebody' })],
    ['no issuer', claiming({ iss: undefined })],
    ['another audience', claiming({ aud: 'somebody' })],
    ['audiences', claiming({ aud: ['sync-hub-api', 'x'] })],
    ['another type', claiming({ typ: 'refresh' })],
    ['no type', claiming({ typ: undefined })],
    ["somebody else's session", claiming({ sub: somebodyElse })],
    ['unknown session', claiming({ sid: '7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10' })],
    ['session that is no UUID', claiming({ sid: "' OR 1=1--" })],
    ['no session', claiming({ sid: undefined })],
    ['session __proto__', claiming({ sid: '__proto__' })],
  ];
}

function tampered(good: string, change: Readonly<Record<string, unknown>>): string {
  const [header = '', , signature = ''] = good.split('.');
  const payload = { ...partsOf(good).payload, ...change };
  return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.');
}

function rsaSigned(parts: TokenParts): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const text = unsigned({ ...parts, header: { alg: 'RS256', typ: 'JWT' } });
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}
