import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/app-error.js';
import { decodeUtf8 } from '../../kernel/text.js';
import { isDeeperThan, unsafeParts } from './json-scan.js';
import { BODY_BYTES_MAX, BODY_DEPTH_MAX, BODY_FIELDS_MAX, PUSH_BODY_BYTES_MAX, PUSH_PATH } from './limits.js';

const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i;

/**
 * Makes `application/json` in UTF-8 the only body that is read, on every route. Replaces all parsers of
 * Fastify and Nest, which take forms for JSON, bad UTF-8 for U+FFFD and any depth (FAULTS H5, H7-H10, H18).
 */
export function useStrictJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    readJsonBody(request, payload),
  );
}

/** The parsed body; undefined when it is empty. Throws an `AppError` for everything that is not read here. */
async function readJsonBody(request: FastifyRequest, payload: IncomingMessage): Promise<unknown> {
  const length = request.headers['content-length'];
  if (length === '0') {
    return undefined;
  }
  refuseOtherTypes(request);
  const isPush = request.routeOptions.url === PUSH_PATH;
  const bytesMax = isPush ? PUSH_BODY_BYTES_MAX : BODY_BYTES_MAX;
  if (length !== undefined && Number(length) > bytesMax) {
    throw tooLarge(bytesMax);
  }
  const body = await readBytes(payload, bytesMax);
  return body.length === 0 ? undefined : parseJson(body, isPush);
}

function refuseOtherTypes(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (
    !JSON_TYPE.test(request.headers['content-type'] ?? '') ||
    (encoding !== undefined && encoding !== 'identity')
  ) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send application/json in UTF-8, not compressed.');
  }
}

/** Reads at most `bytesMax` bytes and leaves the rest in the socket: it is closed, not drained. */
function readBytes(payload: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let byteCount = 0;
    payload.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount > bytesMax) {
        payload.removeAllListeners('data');
        payload.pause();
        reject(tooLarge(bytesMax));
        return;
      }
      chunks.push(chunk);
    });
    payload.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    payload.once('error', () => {
      reject(new AppError('MALFORMED_BODY', 'The body ended before its end.'));
    });
  });
}

/**
 * `JSON.parse`, strictly: UTF-8 without BOM, bounded depth, and outside a push an object of not too many
 * fields without unsafe keys or texts.
 */
export function parseJson(body: Buffer, isPush: boolean): unknown {
  if (isDeeperThan(body, BODY_DEPTH_MAX)) {
    throw new AppError('MALFORMED_BODY', `The body is nested deeper than ${BODY_DEPTH_MAX} levels.`, {
      extra: { limit: BODY_DEPTH_MAX },
    });
  }
  const text = textOf(body);
  const value = parseText(text);
  if (isPush) {
    return value;
  }
  refuseOtherShapes(value);
  const errors = unsafeParts(text, value);
  if (errors.length > 0) {
    throw new AppError('VALIDATION', 'The body has names or texts that cannot be stored.', { errors });
  }
  return value;
}

/** A missing body stands for no fields at some routes; `null` and lists never do (FAULTS H18). */
function refuseOtherShapes(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('VALIDATION', 'The body must be a JSON object.');
  }
  if (Object.keys(value).length > BODY_FIELDS_MAX) {
    throw new AppError('VALIDATION', `The body has more than ${BODY_FIELDS_MAX} fields.`, {
      extra: { limit: BODY_FIELDS_MAX },
    });
  }
}

function textOf(body: Buffer): string {
  const text = decodeUtf8(body);
  if (text === null) {
    throw new AppError('MALFORMED_BODY', 'The body is not UTF-8.');
  }
  return text;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body.
    throw new AppError('MALFORMED_BODY', 'The body is not JSON.');
  }
}

function tooLarge(bytesMax: number): AppError {
  return new AppError('TOO_LARGE', `The body is larger than ${bytesMax} bytes.`, {
    extra: { limit: bytesMax },
  });
}
