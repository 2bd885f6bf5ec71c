import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '../../kernel/ids.js';
import { problemOf, type Failure } from './problem.js';
import { securityHeaders } from './security-headers.js';

/**
 * Answers what Node could not read as HTTP: bad syntax, both lengths at once (request smuggling), headers
 * over their limit, a request that came too slowly. There is no request yet, so the answer is written to
 * the socket, in the shape and with the headers of every other one (FAULTS F5, H16). The connection ends.
 */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) {
    return;
  }
  if (socket.writable) {
    socket.end(rawAnswer(failureOfCode(error.code)));
  }
  // What the client still sends is not read; a moment later nothing of the connection is left.
  socket.destroySoon();
}

function failureOfCode(code: string | undefined): Failure {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { code: 'HEADERS_TOO_LARGE', detail: 'The URL or a header is over its limit.', isBug: false };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'MALFORMED_BODY', detail: 'The request came too slowly.', isBug: false };
    default:
      return { code: 'VALIDATION', detail: 'The request is not HTTP/1.1.', isBug: false };
  }
}

function rawAnswer(failure: Failure): string {
  const requestId = newId();
  const problem = problemOf(failure, { url: '/', requestId });
  const headers = {
    ...securityHeaders('/'),
    ...problem.headers,
    'X-Request-Id': requestId,
    'Content-Length': String(Buffer.byteLength(problem.body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`;
  return [status, ...lines, '', problem.body].join('\r\n');
}
