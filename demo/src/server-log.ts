import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Hears what the server says about itself, one message a call. */
export type MessageListener = (message: string) => void;

/** Keeps the server's log in a file, away from the story, and lets others listen to its messages. */
export class ServerLog {
  /** The last line that was meant for people: what the server says when it cannot start. */
  lastWords = '';
  private readonly file: WriteStream;
  private readonly listeners: MessageListener[] = [];

  constructor(path: string) {
    this.file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    // A log that cannot be written must not end the demo.
    this.file.on('error', () => undefined);
  }

  onMessage(listener: MessageListener): void {
    this.listeners.push(listener);
  }

  /** Copies a stream until it ends. Lines that are JSON are also told to the listeners. */
  record(stream: Readable): void {
    createInterface({ input: stream }).on('line', (line) => {
      this.file.write(`${line}\n`);
      const message = messageOf(line);
      if (message === null) {
        this.lastWords = line;
        return;
      }
      this.listeners.forEach((listen) => {
        listen(message);
      });
    });
  }

  /** Returns when everything is in the file. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.file.end(resolve);
      this.file.once('error', () => {
        resolve();
      });
    });
  }
}

function messageOf(line: string): string | null {
  try {
    const parsed: unknown = JSON.parse(line);
    const message: unknown = typeof parsed === 'object' && parsed !== null && Reflect.get(parsed, 'msg');
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}
