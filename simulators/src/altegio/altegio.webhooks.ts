import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../core/seeded-random.js';
import { ControlError } from '../core/vendor.js';
import { isLoopbackUrl } from './altegio.hook-settings.js';
import type { AltegioHookSettings } from './altegio.hook-settings.js';
import type { AltegioKnobs } from './altegio.knobs.js';
import type { AltegioWebhookStatus } from './altegio.payloads.js';

export const WEBHOOK_ORDERS = ['as-made', 'reversed', 'shuffled'] as const;

export type WebhookOrder = (typeof WEBHOOK_ORDERS)[number];

/** An event on the wire: `data` is the record as it was when the event was made. */
export interface WebhookEvent {
  readonly company_id: number;
  readonly resource: 'record';
  readonly resource_id: number;
  readonly status: AltegioWebhookStatus;
  readonly data: object;
}

/** How events are to be delivered; once each and in the order of the changes unless it says otherwise. */
export interface WebhookWishes {
  /** Each event is posted this often, one right after the other before `order` is applied. */
  readonly copies?: number;
  readonly order?: WebhookOrder;
}

/** One event at one address, after its last try. */
export interface WebhookDelivery {
  readonly url: string;
  readonly status: AltegioWebhookStatus;
  readonly recordId: number;
  readonly tries: number;
  /** Of the last try; null when there was no answer. */
  readonly answerStatus: number | null;
}

/**
 * Posts record events to the addresses of the hook settings. Events made while nobody is registered are lost, as at
 * the vendor. With `webhookDelayMs` below 0 they wait for `deliver`, so that a test decides how often and in which
 * order they arrive.
 */
export class AltegioWebhooks {
  private waiting: WebhookEvent[] = [];
  private done: WebhookDelivery[] = [];
  private random: SeededRandom;
  private ending = new AbortController();

  constructor(
    private readonly settings: AltegioHookSettings,
    private readonly knobs: AltegioKnobs,
    private readonly seed: number,
  ) {
    this.random = new SeededRandom(seed ^ 0x400c);
  }

  /** Events that wait for `deliver`, oldest first. */
  get pending(): readonly WebhookEvent[] {
    return [...this.waiting];
  }

  /** What was delivered or given up, in order. */
  get deliveries(): readonly WebhookDelivery[] {
    return [...this.done];
  }

  /** Takes an event from the world. */
  announce(event: WebhookEvent): void {
    if (this.settings.recordUrls.length === 0) {
      return;
    }
    if (this.knobs.webhookDelayMs < 0) {
      this.waiting.push(event);
      return;
    }
    void this.postLater(event, this.ending.signal);
  }

  /** Posts everything that waits, one after another; resolves with what came of it. Throws a ControlError for bad wishes. */
  deliver(wishes: WebhookWishes = {}): Promise<readonly WebhookDelivery[]> {
    const events = this.arrange(this.waiting, wishes);
    this.waiting = [];
    return this.postAll(events, this.settings.recordUrls);
  }

  /** Loses everything that waits: only the next import can tell (A13). Returns how many. */
  drop(): number {
    const count = this.waiting.length;
    this.waiting = [];
    return count;
  }

  /**
   * Posts one event of the caller's making, to `url` or to every registered address: for a record that nobody knows, or
   * a deletion before the creation (E22). Throws a ControlError for an address that is not on loopback.
   */
  send(event: WebhookEvent, wishes: WebhookWishes = {}, url?: string): Promise<readonly WebhookDelivery[]> {
    if (url !== undefined && !isLoopbackUrl(url)) {
      throw new ControlError('url must be an address on loopback.');
    }
    return this.postAll(this.arrange([event], wishes), url === undefined ? this.settings.recordUrls : [url]);
  }

  /** Nothing waits and nothing was delivered; tries under way are given up. */
  reset(): void {
    this.ending.abort();
    this.ending = new AbortController();
    this.waiting = [];
    this.done = [];
    this.random = new SeededRandom(this.seed ^ 0x400c);
  }

  private arrange(
    events: readonly WebhookEvent[],
    { copies = 1, order = 'as-made' }: WebhookWishes,
  ): WebhookEvent[] {
    if (!Number.isInteger(copies) || copies < 1 || copies > 100 || !WEBHOOK_ORDERS.includes(order)) {
      throw new ControlError(`copies must be 1 to 100, and order one of ${WEBHOOK_ORDERS.join(', ')}.`);
    }
    const repeated = events.flatMap((event) => Array.from({ length: copies }, () => event));
    switch (order) {
      case 'as-made':
        return repeated;
      case 'reversed':
        return repeated.reverse();
      case 'shuffled':
        return this.random.shuffle(repeated);
    }
  }

  private async postLater(event: WebhookEvent, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.knobs.webhookDelayMs, undefined, { signal });
    } catch {
      return;
    }
    await this.postAll([event], this.settings.recordUrls);
  }

  private async postAll(
    events: readonly WebhookEvent[],
    urls: readonly string[],
  ): Promise<readonly WebhookDelivery[]> {
    const { signal } = this.ending;
    const delivered: WebhookDelivery[] = [];
    for (const event of events) {
      for (const url of urls) {
        if (signal.aborted) {
          return delivered;
        }
        const delivery = await this.post(event, url, signal);
        delivered.push(delivery);
        this.done.push(delivery);
      }
    }
    return delivered;
  }

  private async post(event: WebhookEvent, url: string, signal: AbortSignal): Promise<WebhookDelivery> {
    const { webhookRetries, webhookRetryMs } = this.knobs;
    let tries = 0;
    let answerStatus: number | null = null;
    do {
      if (tries > 0) {
        await sleep(webhookRetryMs, undefined, { signal }).catch(() => undefined);
      }
      tries += 1;
      answerStatus = await this.postOnce(event, url, signal);
    } while (tries <= webhookRetries && isWorthAnotherTry(answerStatus) && !signal.aborted);
    return { url, status: event.status, recordId: event.resource_id, tries, answerStatus };
  }

  private async postOnce(event: WebhookEvent, url: string, signal: AbortSignal): Promise<number | null> {
    const { webhookBearer, webhookTimeoutMs } = this.knobs;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          ...(webhookBearer === '' ? {} : { Authorization: `Bearer ${webhookBearer}` }),
        },
        body: JSON.stringify(event),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(webhookTimeoutMs)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }
}

function isWorthAnotherTry(answerStatus: number | null): boolean {
  return answerStatus === null || answerStatus === 429 || answerStatus >= 500;
}
