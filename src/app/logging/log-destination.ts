import { type DestinationStream, pino } from 'pino';

/** Where log lines go, and how many were lost on the way. */
export interface LogDestination {
  readonly stream: DestinationStream;
  /** Lines that could not be written: a full disk must not stop the service (FAULTS F2). */
  droppedCount: () => number;
  /** Writes what is still in memory; for the last moment of the process. */
  flush: () => void;
}

/**
 * Stdout. A full disk drops lines and counts them; a closed pipe means that whoever watched this process
 * is gone, and is told to `onClosed`.
 */
export function stdoutDestination(onClosed: () => void): LogDestination {
  let dropped = 0;
  const stream = pino.destination({ fd: 1, sync: false });
  stream.on('error', (error: NodeJS.ErrnoException) => {
    dropped += 1;
    if (error.code === 'EPIPE') {
      onClosed();
    }
  });
  return {
    stream,
    droppedCount: () => dropped,
    flush: () => {
      try {
        stream.flushSync();
      } catch {
        dropped += 1;
      }
    },
  };
}
