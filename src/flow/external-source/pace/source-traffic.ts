import { Injectable } from '@nestjs/common';

/** The run of a source, as the requests of its connector see it. */
export interface TrafficObserver {
  /** A request is about to be sent. */
  requested(): void;
  /** The next request has to wait so long for the pace of the source. */
  waiting(durationMs: number): Promise<void>;
  /** The wait is over. */
  resumed(): Promise<void>;
}

/**
 * Tells the run of a source what its connector's requests do. There is at most one run per source, so the key
 * is enough; requests outside a run (deliveries) are not observed.
 */
@Injectable()
export class SourceTraffic {
  private readonly observers = new Map<string, TrafficObserver>();

  /** Observes until the returned function is called. */
  observe(sourceKey: string, observer: TrafficObserver): () => void {
    this.observers.set(sourceKey, observer);
    return () => {
      if (this.observers.get(sourceKey) === observer) {
        this.observers.delete(sourceKey);
      }
    };
  }

  observerOf(sourceKey: string): TrafficObserver | null {
    return this.observers.get(sourceKey) ?? null;
  }
}
