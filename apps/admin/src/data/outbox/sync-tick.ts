import type { ApiClient } from '../../api/api-client.js';

/** A tick that is younger is good enough: what it misses is compared with what the form was filled with. */
const GOOD_FOR_MS = 10_000;
const TIMEOUT_MS = 3_000;

/**
 * A tick for the readings that follow: everything that it contains is in them. A pull of one row is the cheapest answer
 * that carries one. A tick from after a reading would hide what others changed in between; one from long before would
 * name conflicts that the person has seen, so it is asked for anew when it is old.
 */
export class SyncTick {
  private newest: { readonly tick: number; readonly at: number } | null = null;
  private asking: Promise<void> | null = null;
  private failedAt = -Infinity;

  constructor(
    private readonly api: ApiClient,
    private readonly isConnected: () => boolean,
  ) {}

  /** The newest one that is known; null when none is. */
  get known(): number | null {
    return this.newest?.tick ?? null;
  }

  /** To be awaited before the reading begins. Never throws: without an answer the old one is as true as it was. */
  async beforeReading(): Promise<number | null> {
    const age = performance.now() - (this.newest?.at ?? -Infinity);
    const hasJustFailed = performance.now() - this.failedAt < GOOD_FOR_MS;
    if (age > GOOD_FOR_MS && !hasJustFailed && this.isConnected()) {
      this.asking ??= this.ask().finally(() => {
        this.asking = null;
      });
      await this.asking;
    }
    return this.known;
  }

  forget(): void {
    this.newest = null;
  }

  private async ask(): Promise<void> {
    const at = performance.now();
    try {
      const { body } = await this.api.get('/api/sync/initial', {
        query: { tables: 'contacts', limit: '1' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      this.newest = { tick: body.timestamp, at };
    } catch {
      // A later reading asks again, but not the very next one: it would wait for nothing once more.
      this.failedAt = at;
    }
  }
}
