import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RenderedAnswer } from './answer-plan.js';
import type { FaultScript } from './fault-script.js';
import { gzipBombChunks, hugeBodyChunks, megabytesToBytes } from './oversized-body.js';
import type { JournalEntry } from './request-journal.js';

const LET_BYTES_ARRIVE_MS = 20;

/** The connection is gone: no fault of the simulator's. */
class ClientLeft extends Error {
  constructor(cause?: Error) {
    super('The client left.', { cause });
  }
}

/** One answer on its way through the socket. The entry is completed as it goes. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly entry: JournalEntry;
  /** Aborted when the connection is gone. */
  readonly signal: AbortSignal;
}

/**
 * Sends an answer in the way the script says: late, in drops, cut, reset, never. Ends when the exchange is over, also
 * because the client left; never throws for that.
 */
export async function deliverAnswer(
  delivery: Delivery,
  answer: RenderedAnswer,
  script: FaultScript,
): Promise<void> {
  let hasLeft = false;
  try {
    await deliverUntilOver(delivery, answer, script);
  } catch (error) {
    hasLeft = error instanceof ClientLeft;
    if (!delivery.signal.aborted && !hasLeft) {
      throw error;
    }
  }
  if ((delivery.signal.aborted || hasLeft) && delivery.entry.outcome === 'open') {
    delivery.entry.outcome = 'client-left';
  }
}

async function deliverUntilOver(
  delivery: Delivery,
  answer: RenderedAnswer,
  script: FaultScript,
): Promise<void> {
  const { entry, response, signal } = delivery;
  if (script.delayMs !== undefined) {
    await sleep(script.delayMs, undefined, { signal });
  }
  if (script.hang !== undefined) {
    await untilAborted(signal);
    return;
  }
  if (script.reset === 'before-headers') {
    entry.outcome = 'reset';
    response.socket?.resetAndDestroy();
    return;
  }
  entry.status = answer.status;
  if (script.gzipBomb !== undefined) {
    writeHead(response, { ...answer, headers: { ...answer.headers, 'Content-Encoding': 'gzip' } }, null);
    await writeChunks(delivery, gzipBombChunks(script.gzipBomb.megabytes));
  } else if (script.hugeBody !== undefined && answer.records.length > 0) {
    const { megabytes, declareLength = false } = script.hugeBody;
    writeHead(response, answer, declareLength ? megabytesToBytes(megabytes) : null);
    await writeChunks(delivery, hugeBodyChunks(answer.records, megabytes));
  } else {
    await sendBody(delivery, answer, script);
    return;
  }
  await finish(delivery);
}

async function sendBody(delivery: Delivery, answer: RenderedAnswer, script: FaultScript): Promise<void> {
  const { response } = delivery;
  const kept = answer.body.subarray(0, script.truncate?.atBytes ?? answer.body.length);
  const isShort = kept.length < answer.body.length;
  const promised = script.truncate?.keepContentLength === true ? answer.body.length : kept.length;
  writeHead(response, answer, promised);
  if (script.reset === 'mid-body') {
    await writeChunks(delivery, [kept.subarray(0, Math.ceil(kept.length / 2))]);
    await sleep(LET_BYTES_ARRIVE_MS);
    delivery.entry.outcome = 'reset';
    response.socket?.resetAndDestroy();
    return;
  }
  if (script.dripBytesPerSecond !== undefined) {
    await drip(delivery, kept, script.dripBytesPerSecond);
  } else {
    await writeChunks(delivery, [kept]);
  }
  if (isShort && promised !== kept.length) {
    delivery.entry.outcome = 'cut';
    response.socket?.destroySoon();
    return;
  }
  await finish(delivery);
}

function writeHead(response: ServerResponse, answer: RenderedAnswer, length: number | null): void {
  const isBodiless = answer.status === 204 || answer.status === 304;
  const framing = length === null || isBodiless ? {} : { 'Content-Length': String(length) };
  response.writeHead(answer.status, { ...framing, ...answer.headers });
}

async function writeChunks(
  { response, entry, signal }: Delivery,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    if (chunk.length > 0) {
      await write(response, chunk, signal);
      entry.bytes += chunk.length;
    }
  }
}

/** Ends when the kernel has the chunk: nothing piles up here, however slowly the client reads. */
async function write(response: ServerResponse, chunk: Buffer, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const leave = (): void => {
      reject(new ClientLeft());
    };
    signal.addEventListener('abort', leave, { once: true });
    response.write(chunk, (error) => {
      signal.removeEventListener('abort', leave);
      if (error === null || error === undefined) {
        resolve();
      } else {
        // Node 24 tells of a lost connection here before it says so by 'close'.
        reject(new ClientLeft(error));
      }
    });
  });
}

async function drip(delivery: Delivery, body: Buffer, bytesPerSecond: number): Promise<void> {
  const size = Math.max(1, Math.floor(bytesPerSecond / 20));
  for (let start = 0; start < body.length; start += size) {
    await writeChunks(delivery, [body.subarray(start, start + size)]);
    await sleep((size / bytesPerSecond) * 1_000, undefined, { signal: delivery.signal });
  }
}

async function finish({ response, entry }: Delivery): Promise<void> {
  entry.outcome = 'answered';
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.end(resolve);
  });
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    });
  }
}
