import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Ticks } from '../change-log/change-log.public.js';

const LOOK_EVERY_MS = 500;

/**
 * Tells listeners that something changed, never what: they pull. One look a half second for the whole
 * process, however many listen and however much is written; nobody listening, nothing is asked.
 * Not by NOTIFY: inside a write transaction it would serialise commits (SYNC-PROTOCOL §1 rule 10).
 */
@Injectable()
export class ChangePokes implements OnApplicationShutdown {
  private readonly log = new Logger(ChangePokes.name);
  private readonly listeners = new Set<(timestamp: number) => void>();
  private timer: NodeJS.Timeout | null = null;
  private lastTimestamp: number | null = null;

  constructor(private readonly ticks: Ticks) {}

  /** Calls back with each new tick from now on; answers how to stop listening. */
  listen(listener: (timestamp: number) => void): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) {
        this.stop();
      }
    };
  }

  onApplicationShutdown(): void {
    this.listeners.clear();
    this.stop();
  }

  private stop(): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
      this.lastTimestamp = null;
    }
  }

  private async look(): Promise<void> {
    try {
      const { id } = await this.ticks.take();
      const isNew = this.lastTimestamp !== null && id !== this.lastTimestamp;
      this.lastTimestamp = id;
      if (isNew) {
        for (const listener of this.listeners) {
          listener(id);
        }
      }
    } catch (error) {
      // The next look tries again; a listener that misses a poke has its regular pull.
      this.log.warn(error);
    }
  }
}
