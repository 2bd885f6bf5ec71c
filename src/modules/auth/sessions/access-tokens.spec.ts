import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { ShiftedClock } from '../../../../test/support/auth/shifted-clock.js';
import { AccessTokens } from './access-tokens.js';

const SECRET = 'pT7wq0Zc4Jm2Xy9Lr5Vb8Ns1Kd6Hf3Ga';
const CLAIMS = { userId: 'user-1', sessionId: '6f1b7c1e-0d5b-4b3c-9a34-0f8f6f5f9d10' };

const clock = new ShiftedClock();
const tokens = new AccessTokens(new JwtService({ secret: SECRET }), clock);
const now = Math.floor(clock.nowMs() / 1000);
const good = tokens.issue(CLAIMS);
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');

type Part = Readonly<Record<string, unknown>>;
const HEADER: Part = { alg: 'HS256', typ: 'JWT' };
const PAYLOAD: Part = {
  typ: 'access',
  sid: CLAIMS.sessionId,
  iat: now,
  exp: now + 900,
  aud: 'sync-hub-api',
  iss: 'sync-hub',
  sub: CLAIMS.userId,
};

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const hmac = (text: string, algorithm = 'sha256', key = SECRET): string =>
  createHmac(algorithm, key).update(text).digest('base64url');

/** A token with a right signature, whatever it says. */
function signed(header: unknown, payload: unknown, algorithm = 'sha256', key = SECRET): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${hmac(text, algorithm, key)}`;
}

const without = (name: string): Part =>
  Object.fromEntries(Object.entries(PAYLOAD).filter(([key]) => key !== name));
const header = (more: Part): string => signed({ ...HEADER, ...more }, PAYLOAD);
const payload = (more: Part): string => signed(HEADER, { ...PAYLOAD, ...more });
const unsigned = (alg: unknown, signature = ''): string =>
  `${encode({ ...HEADER, alg })}.${encode(PAYLOAD)}.${signature}`;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaPublic = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
function rsaSigned(): string {
  const text = `${encode({ ...HEADER, alg: 'RS256' })}.${encode(PAYLOAD)}`;
  return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`;
}

/** FAULTS I1. Every one must be refused; the right one beside them must not. */
const MUTANTS: readonly (readonly [string, string])[] = [
  ['alg none', unsigned('none')],
  ['alg None', unsigned('None')],
  ['alg nOnE', unsigned('nOnE')],
  ['alg NONE', unsigned('NONE')],
  ['alg none with the right signature', unsigned('none', goodSignature)],
  ['alg empty', unsigned('')],
  ['alg null', unsigned(null)],
  ['alg a list', unsigned(['HS256'])],
  ['alg missing', signed({ typ: 'JWT' }, PAYLOAD)],
  ['alg in lower case', header({ alg: 'hs256' })],
  ['HS384, rightly signed', signed({ ...HEADER, alg: 'HS384' }, PAYLOAD, 'sha384')],
  ['HS512, rightly signed', signed({ ...HEADER, alg: 'HS512' }, PAYLOAD, 'sha512')],
  ['RS256 by a stranger', rsaSigned()],
  ['HS256 with a public key as the secret', signed(HEADER, PAYLOAD, 'sha256', rsaPublic)],
  ['RS256 named, HS256 signed', header({ alg: 'RS256' })],
  ['ES256 named', header({ alg: 'ES256' })],
  ['PS256 named', header({ alg: 'PS256' })],
  ['another secret', signed(HEADER, PAYLOAD, 'sha256', `${SECRET}x`)],
  ['an empty secret', signed(HEADER, PAYLOAD, 'sha256', '')],
  ['kid with a path', header({ kid: '../../../dev/null' })],
  ['kid with SQL', header({ kid: "' UNION SELECT 'x" })],
  ['kid', header({ kid: '1' })],
  ['jku', header({ jku: 'https://example.test/keys' })],
  ['x5u', header({ x5u: 'https://example.test/cert' })],
  ['jwk', header({ jwk: { kty: 'oct', k: 'AA' } })],
  ['x5c', header({ x5c: ['AA'] })],
  ['crit', header({ crit: ['exp'] })],
  ['b64 false', header({ b64: false })],
  ['header typ refresh', header({ typ: 'refresh' })],
  ['header typ missing', signed({ alg: 'HS256' }, PAYLOAD)],
  ['header a list', signed(['HS256'], PAYLOAD)],
  ['exp missing', signed(HEADER, without('exp'))],
  ['exp 1e300', payload({ exp: 1e300 })],
  ['exp in a year', payload({ exp: now + 31_536_000 })],
  ['exp one second too long', payload({ exp: now + 901 })],
  ['exp as text', payload({ exp: String(now + 900) })],
  ['exp null', payload({ exp: null })],
  ['exp negative', payload({ exp: -1 })],
  ['exp a fraction', payload({ exp: now + 0.5 })],
  ['expired', payload({ iat: now - 960, exp: now - 60 })],
  ['iat missing', signed(HEADER, without('iat'))],
  ['iat in the future', payload({ iat: now + 300, exp: now + 900 })],
  ['iat as text', payload({ iat: String(now) })],
  ['iat too old', payload({ iat: now - 2_000 })],
  ['nbf in the future', payload({ nbf: now + 300 })],
  ['nbf as text', payload({ nbf: 'soon' })],
  ['iss wrong', payload({ iss: 'sync-hub2' })],
  ['iss missing', signed(HEADER, without('iss'))],
  ['iss a list', payload({ iss: ['sync-hub'] })],
  ['aud wrong', payload({ aud: 'another-api' })],
  ['aud missing', signed(HEADER, without('aud'))],
  ['aud a list with ours', payload({ aud: ['another-api', 'sync-hub-api'] })],
  ['typ refresh', payload({ typ: 'refresh' })],
  ['typ missing', signed(HEADER, without('typ'))],
  ['typ in another case', payload({ typ: 'Access' })],
  ['sub missing', signed(HEADER, without('sub'))],
  ['sub a number', payload({ sub: 1 })],
  ['sub an object', payload({ sub: { id: 'user-1' } })],
  ['sid missing', signed(HEADER, without('sid'))],
  ['sid no UUID', payload({ sid: "x' OR true --" })],
  ['sid a list', payload({ sid: [CLAIMS.sessionId] })],
  ['payload a string', `${goodHeader}.${encode('hello')}.${hmac(`${goodHeader}.${encode('hello')}`)}`],
  ['payload null', signed(HEADER, null)],
  ['payload a list', signed(HEADER, [PAYLOAD])],
  ['payload no JSON', `${goodHeader}.AAAA.${hmac(`${goodHeader}.AAAA`)}`],
  [
    'another payload under the signature',
    `${goodHeader}.${encode({ ...PAYLOAD, sub: 'user-2' })}.${goodSignature}`,
  ],
  ['signature empty', `${goodHeader}.${goodPayload}.`],
  ['signature missing', `${goodHeader}.${goodPayload}`],
  ['signature cut by one', good.slice(0, -1)],
  ['signature with one more', `${good}A`],
  ['signature of another case', `${goodHeader}.${goodPayload}.${goodSignature.toLowerCase()}`],
  ['signature padded', `${good}=`],
  ['header cut', good.slice(1)],
  ['two dots', '..'],
  ['three dots', `${good}.`],
  ['four parts', `${good}.${goodSignature}`],
  ['only a header', goodHeader],
  ['empty', ''],
  ['a refresh token', 'dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEgdG9rZW4'],
  ['over 8 KB', payload({ padding: 'x'.repeat(8_200) })],
  ['a blank before it', ` ${good}`],
  ['a line break in it', `${goodHeader}\n.${goodPayload}.${goodSignature}`],
];

describe('access tokens', () => {
  it('are taken back by whoever issued them, the second time from memory', () => {
    expect(tokens.verify(good)).toMatchObject(CLAIMS);
    expect(tokens.verify(good)).toMatchObject(CLAIMS);
    expect(tokens.verify(signed(HEADER, PAYLOAD))).toMatchObject(CLAIMS);
  });

  it('I1 the register of mutants has at least 60', () => {
    expect(new Set(MUTANTS.map(([, token]) => token)).size).toBeGreaterThanOrEqual(60);
  });

  it.each(MUTANTS)('I1 refuse %s', (_, token) => {
    expect(tokens.verify(token)).toBeNull();
  });

  it('D2 end after 15 min and 30 s of leeway, also from memory', () => {
    const moving = new ShiftedClock();
    const own = new AccessTokens(new JwtService({ secret: SECRET }), moving);
    const token = own.issue(CLAIMS);
    expect(own.verify(token)).toMatchObject(CLAIMS);

    moving.shiftMs = 905_000;
    expect(own.verify(token)).toMatchObject(CLAIMS);
    moving.shiftMs = 932_000;
    expect(own.verify(token)).toBeNull();
    expect(new AccessTokens(new JwtService({ secret: SECRET }), moving).verify(token)).toBeNull();
  });
});
