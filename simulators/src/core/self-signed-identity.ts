import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { TlsIdentity } from './loopback-listener.js';

const SEQUENCE = 0x30;
const SET = 0x31;
/** ecdsa-with-SHA256 (RFC 5758) and the common name of X.520, as encoded object identifiers. */
const ECDSA_WITH_SHA256 = element(0x06, Buffer.from('2a8648ce3d040302', 'hex'));
const COMMON_NAME = element(0x06, Buffer.from('550403', 'hex'));
const SUBJECT_ALT_NAME = element(0x06, Buffer.from('551d11', 'hex'));

/**
 * A key and a certificate for 127.0.0.1 that nobody has signed but itself, and that is already expired when `notAfter` is in
 * the past (FAULTS E5). Made anew on each call, so that no key lies in the repository. For clients that must refuse
 * it; a test that wants to be trusted passes `cert` as the client's CA.
 */
export function selfSignedIdentity(validity: {
  readonly notBefore: Date;
  readonly notAfter: Date;
}): TlsIdentity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(element(SET, sequence(COMMON_NAME, element(0x0c, Buffer.from('127.0.0.1')))));
  const loopbackAddress = element(0x87, Buffer.from([127, 0, 0, 1]));
  const extension = sequence(SUBJECT_ALT_NAME, element(0x04, sequence(loopbackAddress)));
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(8)]);
  const toBeSigned = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, serial),
    sequence(ECDSA_WITH_SHA256),
    name,
    sequence(utcTime(validity.notBefore), utcTime(validity.notAfter)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    element(0xa3, sequence(extension)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', toBeSigned, privateKey)]);
  const certificate = sequence(toBeSigned, sequence(ECDSA_WITH_SHA256), element(0x03, signature));
  const lines = certificate.toString('base64').replace(/.{64}/gu, '$&\n');
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

/** One element of DER: tag, length, contents. */
function element(tag: number, contents: Buffer): Buffer {
  const { length } = contents;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), contents]);
}

function sequence(...elements: readonly Buffer[]): Buffer {
  return element(SEQUENCE, Buffer.concat(elements));
}

/** `250605190000Z`: years 1950 to 2049. */
function utcTime(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]/gu, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`));
}
