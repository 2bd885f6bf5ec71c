import type { Level } from 'pino';
import type { LogFields } from '../logging/json.logger.js';

/** Writes one event to the log; the logger may not exist yet when the first ones come. */
export type LogEvent = (level: Level, message: string, fields: LogFields) => void;

/** Something that was started and must be stopped; stopped in the opposite order. */
interface Part {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/**
 * What a process has started so far. Ends it in the opposite order, once, whatever asked for it first: a
 * signal, a fatal error or the parent's closed pipe (FAULTS T1). A part that fails to stop does not keep
 * the ones below it running.
 */
export class StartedProcess {
  private readonly parts: Part[] = [];
  private ending: Promise<void> | null = null;

  constructor(private readonly log: LogEvent) {}

  started(name: string, stop: () => Promise<void>): void {
    this.parts.push({ name, stop });
  }

  get isEnding(): boolean {
    return this.ending !== null;
  }

  /** Stops everything; a second call waits for the first. Never throws. */
  stop(): Promise<void> {
    this.ending ??= this.stopParts();
    return this.ending;
  }

  private async stopParts(): Promise<void> {
    for (let part = this.parts.pop(); part !== undefined; part = this.parts.pop()) {
      try {
        await part.stop();
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        this.log('error', `${part.name} did not stop`, { reason });
      }
    }
  }
}
