import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { EXTERNAL_SOURCE_SETTINGS, type ExternalSourceSettings } from '../external-source-settings.js';
import { abortableSleep } from '../pace/abortable-sleep.js';
import { SourcePace } from '../pace/source-pace.js';
import { SourceTraffic } from '../pace/source-traffic.js';
import type { SourceManifest } from '../source-manifest.js';
import { type RequestGate, SourceHttp, type SourceHttpSettings } from './source-http.js';

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
        const waitMs =
          manifest.pace === undefined
            ? await this.pace.remainingPauseMs(manifest.key)
            : await this.pace.reserve(manifest.key, manifest.pace);
        await this.wait(manifest.key, waitMs, signal);
        this.traffic.observerOf(manifest.key)?.requested();
      },
    };
  }

  /** Waits for the turn, and then for a pause that began meanwhile. */
  private async wait(key: string, turnMs: number, signal: AbortSignal): Promise<void> {
    for (let waitMs = turnMs; waitMs > 0; waitMs = await this.pace.remainingPauseMs(key)) {
      const observer = waitMs >= this.settings.noticeableWaitMs ? this.traffic.observerOf(key) : null;
      await observer?.waiting(waitMs);
      await abortableSleep(waitMs, signal);
      await observer?.resumed();
    }
  }
}
