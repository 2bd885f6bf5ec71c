import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { EXTERNAL_SOURCE_SETTINGS, type ExternalSourceSettings } from '../external-source-settings.js';
import { abortableSleep } from '../pace/abortable-sleep.js';
import { SourcePace } from '../pace/source-pace.js';
import { SourceTraffic } from '../pace/source-traffic.js';
import type { SourceManifest, SourcePaceLimits } from '../source-manifest.js';
import { type RequestGate, SourceHttp, type SourceHttpSettings } from './source-http.js';

/**
 * A request that would leave later after its turn lets the turn go. Half of what the distance between two turns allows
 * for; the other half is for the way to the vendor.
 */
const LATE_MS_MAX = 100;
/** Then the process or its database is slow all the time, and every turn would be missed. */
const MISSED_TURNS_MAX = 5;

/** Makes the HTTP client of a source: paced as its manifest says, and counted on its run. */
@Injectable()
export class SourceHttpFactory {
  constructor(
    private readonly clock: Clock,
    private readonly pace: SourcePace,
    private readonly traffic: SourceTraffic,
    @Inject(EXTERNAL_SOURCE_SETTINGS) private readonly settings: ExternalSourceSettings,
  ) {}

  /** Throws `SourceError` of kind `config` for a base URL that no vendor can have. */
  create(manifest: Pick<SourceManifest, 'key' | 'pace'>, settings: SourceHttpSettings): SourceHttp {
    return new SourceHttp(settings, this.clock, this.gateOf(manifest));
  }

  private gateOf(manifest: Pick<SourceManifest, 'key' | 'pace'>): RequestGate {
    return {
      enter: async (signal) => {
        if (manifest.pace === undefined) {
          await this.wait(manifest.key, await this.pace.remainingPauseMs(manifest.key), signal);
        } else {
          await this.takeTurn(manifest.key, manifest.pace, signal);
        }
        this.traffic.observerOf(manifest.key)?.requested();
      },
    };
  }

  /**
   * Answers when a request may leave. Who has missed the turn, because the vendor wanted silence or the process was
   * busy, takes another: else all that have waited would leave at once (E3, A1).
   */
  private async takeTurn(key: string, limits: SourcePaceLimits, signal: AbortSignal): Promise<void> {
    for (let missed = 0; missed < MISSED_TURNS_MAX; missed += 1) {
      signal.throwIfAborted();
      const askedAtMs = performance.now();
      const turnMs = await this.pace.reserve(key, limits);
      await this.wait(key, turnMs, signal);
      if (performance.now() - askedAtMs - turnMs <= LATE_MS_MAX) {
        return;
      }
    }
  }

  /** Waits for the turn, and then for a pause that began meanwhile. */
  private async wait(key: string, turnMs: number, signal: AbortSignal): Promise<void> {
    for (let waitMs = turnMs; waitMs > 0; waitMs = await this.pace.remainingPauseMs(key)) {
      const dueAtMs = performance.now() + waitMs;
      const observer = waitMs >= this.settings.noticeableWaitMs ? this.traffic.observerOf(key) : null;
      await observer?.waiting(waitMs);
      await abortableSleep(Math.max(0, dueAtMs - performance.now()), signal);
      await observer?.resumed();
    }
  }
}
