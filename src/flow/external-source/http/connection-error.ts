import { SourceError } from '../source-error.js';

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The source refuses connections',
  ECONNRESET: 'The source cut the connection',
  EPIPE: 'The source cut the connection',
  ENOTFOUND: 'The name of the source does not resolve',
  EAI_AGAIN: 'The name of the source does not resolve at the moment',
  EFORBIDDENADDRESS: 'The name of the source resolves to a forbidden address',
  EHOSTUNREACH: 'The source cannot be reached',
  ENETUNREACH: 'The source cannot be reached',
  ETIMEDOUT: 'The source does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'The source does not accept the connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'The source does not answer in time',
  UND_ERR_BODY_TIMEOUT: 'The source stopped in the middle of its answer',
  UND_ERR_SOCKET: 'The source cut the connection',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'The source cut its answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'The source cut its answer',
  UND_ERR_HEADERS_OVERFLOW: 'The headers of the answer are too large',
};

/** A failure below HTTP. All of them may pass, so all are `temporary`; certificates are named and never ignored. */
export function connectionError(error: unknown): SourceError {
  if (error instanceof SourceError) {
    return error;
  }
  const code = codeOf(error);
  const sentence =
    SENTENCES[code] ??
    (/CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code)
      ? 'The certificate of the source is not trusted'
      : 'The call to the source failed');
  return new SourceError('temporary', code === '' ? sentence : `${sentence} (${code})`);
}

/** The code of an error or of its first cause that has one; HTTP parser codes (`HPE_…`) included. */
function codeOf(error: unknown): string {
  let current = error;
  for (let depth = 0; typeof current === 'object' && current !== null && depth < 4; depth += 1) {
    const code: unknown = Reflect.get(current, 'code');
    if (typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code)) {
      return code;
    }
    current = Reflect.get(current, 'cause');
  }
  return '';
}
