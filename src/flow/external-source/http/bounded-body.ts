import { pipeline, Writable, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { SourceError } from '../source-error.js';

/**
 * Reads a body to its end, decompressed, and stops as soon as it is larger than `bytesMax` in either
 * form, so that neither 300 MB nor a gzip bomb is ever held (E8, E9). A body that ends too early is
 * `temporary`, one that is no valid compression `source-schema`; errors of the connection pass as they are.
 */
export async function readBoundedBody(
  body: Readable,
  contentEncoding: string | undefined,
  bytesMax: number,
): Promise<Buffer> {
  const decompressor = decompressorOf(contentEncoding?.trim().toLowerCase() ?? '');
  if (decompressor === undefined) {
    body.once('error', () => undefined).destroy();
    throw new SourceError('source-schema', 'The answer has an unknown content encoding');
  }
  const sink = new BoundedSink(bytesMax);
  await new Promise<void>((resolve, reject) => {
    const settle = (error: NodeJS.ErrnoException | null): void => {
      if (error === null) {
        resolve();
      } else {
        reject(translated(error));
      }
    };
    const stages = decompressor === null ? [body, sink] : [body, decompressor, sink];
    // The callback form destroys every stage, the connection too, when one fails.
    pipeline(stages, (error) => {
      settle(error ?? null);
    });
  });
  return Buffer.concat(sink.chunks);
}

class BoundedSink extends Writable {
  readonly chunks: Buffer[] = [];
  private byteCount = 0;

  constructor(private readonly bytesMax: number) {
    super();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.byteCount += chunk.length;
    if (this.byteCount > this.bytesMax) {
      done(new SourceError('source-schema', `The answer is larger than ${this.bytesMax} bytes`));
      return;
    }
    this.chunks.push(chunk);
    done();
  }
}

/** Null: nothing to decompress. Undefined: an encoding that we did not ask for. */
function decompressorOf(encoding: string): Transform | null | undefined {
  switch (encoding) {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

function translated(error: NodeJS.ErrnoException): Error {
  // An abort is a DOMException, whose code is a number.
  const code = String(error.code);
  if (code === 'Z_BUF_ERROR') {
    return new SourceError('temporary', 'The compressed answer was cut', { cause: error });
  }
  if (
    code.startsWith('Z_') ||
    code.startsWith('ERR__ERROR_') ||
    code.startsWith('ERR_BROTLI') ||
    code.startsWith('ERR_PADDING')
  ) {
    return new SourceError('source-schema', 'The compressed answer is damaged', { cause: error });
  }
  return error;
}
