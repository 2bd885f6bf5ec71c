import { createGzip } from 'node:zlib';
import { stringifyWithRaw } from './record-mutation.js';

const MEBIBYTE = 1_048_576;
const CHUNK_BYTES = 65_536;

export function megabytesToBytes(megabytes: number): number {
  return Math.round(megabytes * MEBIBYTE);
}

/** Valid JSON of exactly this many mebibytes: the records again and again, then blanks (FAULTS E9). */
export function* hugeBodyChunks(records: readonly unknown[], megabytes: number): Generator<Buffer> {
  const elements = records.map((record) => Buffer.from(`,${stringifyWithRaw(record)}`, 'utf8'));
  const wanted = megabytesToBytes(megabytes);
  let pending: Buffer[] = [Buffer.from('[')];
  let pendingBytes = 1;
  let madeBytes = 1;
  for (let index = 0; ; index += 1) {
    const element = elements[index % elements.length] ?? Buffer.from(',null');
    const next = index === 0 ? element.subarray(1) : element;
    if (madeBytes + next.length + 1 > wanted) {
      break;
    }
    pending.push(next);
    pendingBytes += next.length;
    madeBytes += next.length;
    if (pendingBytes >= CHUNK_BYTES) {
      yield Buffer.concat(pending);
      pending = [];
      pendingBytes = 0;
    }
  }
  yield Buffer.concat([...pending, Buffer.alloc(Math.max(0, wanted - madeBytes - 1), ' '), Buffer.from(']')]);
}

/** A gzip stream of `[`, blanks and `]` that unpacks to this many mebibytes (FAULTS E8). */
export async function* gzipBombChunks(megabytes: number): AsyncGenerator<Buffer> {
  const gzip = createGzip({ level: 9 });
  const blanks = Buffer.alloc(MEBIBYTE, ' ');
  const fill = async (): Promise<void> => {
    gzip.write('[');
    for (let left = megabytesToBytes(megabytes) - 2; left > 0; left -= MEBIBYTE) {
      if (!gzip.write(blanks.subarray(0, Math.min(left, MEBIBYTE)))) {
        await new Promise((resolve) => gzip.once('drain', resolve));
      }
    }
    gzip.end(']');
  };
  const filled = fill();
  for await (const chunk of gzip) {
    yield chunk as Buffer;
  }
  await filled;
}
