import { pipeline, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createGzip, gzip } from 'node:zlib';

const gzipText = promisify(gzip);

/** Level 1: on the fly it costs little, and JSON rows still become a fifth of their size. */
const GZIP = { level: constants.Z_BEST_SPEED, chunkSize: 1 << 17 };
/** Shorter answers gain nothing. */
const COMPRESSED_BYTES_MIN = 1_400;

/** True when the client says that it takes gzip (RFC 9110 §12.5.3). */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  return (acceptEncoding ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .some((part) => /^(gzip|\*)(;\s*q=(?!0(\.0*)?$)[\d.]+)?$/.test(part));
}

/** Compresses a finished body; null when it is not worth it. */
export async function compressText(text: string): Promise<Buffer | null> {
  return text.length < COMPRESSED_BYTES_MIN ? null : gzipText(text, GZIP);
}

/** Compresses a stream. An end of either side ends the other: an interrupted source gives no valid gzip. */
export function compressStream(source: Readable): Readable {
  // pipeline destroys both; the consumer sees the error on the stream that it holds.
  return pipeline(source, createGzip(GZIP), () => undefined);
}
