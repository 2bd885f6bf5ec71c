import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How many answers came on the connection: more than one means that a request was smuggled. */
  readonly answerCount: number;
  /** Bytes of ours that the server had taken when it closed. */
  readonly bytesSent: number;
}

/**
 * Writes bytes to a socket and reads until the server closes it, for what no HTTP client would send.
 * Rejects when the server neither closes nor answers within `timeoutMs`.
 */
export function sendRaw(
  port: number,
  chunks: Iterable<Buffer | string>,
  timeoutMs = 15_000,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const received: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No end after ${timeoutMs} ms: ${Buffer.concat(received).toString('latin1')}`));
    }, timeoutMs);
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', () => undefined); // A reset after the answer: the answer counts.
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(parse(Buffer.concat(received).toString('utf8'), socket.bytesWritten));
    });
    socket.once('connect', () => {
      void writeAll(socket, chunks);
    });
  });
}

async function writeAll(socket: Socket, chunks: Iterable<Buffer | string>): Promise<void> {
  for (const chunk of chunks) {
    if (socket.destroyed) {
      return;
    }
    if (!socket.write(chunk)) {
      await new Promise<void>((resolve) => {
        socket.once('drain', resolve);
        socket.once('close', () => {
          resolve();
        });
      });
    }
  }
}

function parse(text: string, bytesSent: number): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
    answerCount: text.split('HTTP/1.1 ').length - 1,
    bytesSent,
  };
}
