import type { LogDestination } from '../../../src/app/logging/log-destination.js';

export interface CapturedLog {
  readonly destination: LogDestination;
  /** Each line as it was written, newline included. */
  readonly lines: readonly string[];
}

/** Keeps log lines in memory, for tests that read them. */
export function capturedLog(): CapturedLog {
  const lines: string[] = [];
  return {
    lines,
    destination: {
      stream: {
        write: (line) => {
          lines.push(line);
        },
      },
      droppedCount: () => 0,
      flush: () => undefined,
    },
  };
}
