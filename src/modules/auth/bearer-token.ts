import type { FastifyRequest } from 'fastify';

const SCHEME = /^bearer +([^ ]+)$/i;
const HEADER_LENGTH_MAX = 8_200;

/**
 * The token of `Authorization: Bearer …` (the scheme in any case, RFC 9110); null when there is none, when
 * it is over 8 KB, or when the header came twice: Node keeps the first, a proxy may have checked the second.
 */
export function bearerToken(request: Pick<FastifyRequest, 'headers' | 'raw'>): string | null {
  const header = request.headers.authorization;
  if (header === undefined || header.length > HEADER_LENGTH_MAX || countOf(request.raw.rawHeaders) > 1) {
    return null;
  }
  return SCHEME.exec(header)?.[1] ?? null;
}

/** Raw headers are names and values in turn. */
function countOf(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 'authorization'.length && name.toLowerCase() === 'authorization') {
      count += 1;
    }
  }
  return count;
}
