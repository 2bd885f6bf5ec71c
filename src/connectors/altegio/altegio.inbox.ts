import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Database } from '../../database/database.js';
import {
  EXTERNAL_SOURCE_DEFAULTS,
  type RunnableSource,
  SourceError,
  SourcePace,
  Sources,
} from '../../flow/external-source/external-source.public.js';
import { AltegioEvents, type ClaimedEvent, type ReceivedEvent } from './altegio.events.js';
import { AltegioReread } from './altegio.reread.js';

const SOURCE_KEY = 'altegio';
const ENTITY = 'appointments';
/** Then the schedule is left to bring the record. */
const ATTEMPTS_MAX = 10;
const BACKOFF_MAX_MS = 300_000;
/** A deletion that the vendor has told and does not show yet is looked for so often. */
const DELETION_LOOKS_MAX = 3;
const SECOND_LOOK_MS = 60_000;
const READ_DEADLINE_MS = 60_000;

/**
 * What the vendor calls us about (A13). A call says only that a record has changed: the record is read again, so it
 * does not matter in which order calls arrive, how often, or what they carry. Calls are kept in PostgreSQL until then,
 * and any number of processes may work on them; one record is read by one worker at a time.
 */
@Injectable()
export class AltegioInbox implements BeforeApplicationShutdown {
  private readonly log = new Logger(AltegioInbox.name);
  private readonly stopping = new AbortController();
  private draining: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
    private readonly pace: SourcePace,
    private readonly events: AltegioEvents,
    private readonly reread: AltegioReread,
  ) {}

  /** Keeps the call, and begins to work on it without waiting. False when the very same call came before. */
  async receive(event: ReceivedEvent): Promise<boolean> {
    const isNew = await this.events.add(event);
    if (isNew) {
      this.draining = this.draining
        .then(() => this.drain())
        // It stays in the inbox, and the timer tries again.
        .catch((error: unknown) => {
          this.log.error(error);
        });
    }
    return isNew;
  }

  /** Works on everything that is due, and answers how many events that was. */
  async drain(): Promise<number> {
    const { connector, manifest } = this.sources.get(SOURCE_KEY);
    if (connector === null) {
      return 0;
    }
    for (let count = 0; ; count += 1) {
      const event = (await this.mayAsk()) ? await this.events.claim() : null;
      if (event === null) {
        return count;
      }
      await this.work({ connector, manifest }, event);
    }
  }

  /** Answers when this process works on no event that it was called about. */
  async idle(): Promise<void> {
    await this.draining;
  }

  /** An event in work stays claimed and is taken over when its claim has run out. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.draining;
  }

  /** Not while the process ends, nor while the vendor wants silence (E2): what is due then waits for the timer. */
  private async mayAsk(): Promise<boolean> {
    return !this.stopping.signal.aborted && (await this.pace.remainingPauseMs(SOURCE_KEY)) <= 0;
  }

  private async work(source: RunnableSource, event: ClaimedEvent): Promise<void> {
    let payload: unknown;
    try {
      payload = await this.read(source, event.recordId);
    } catch (error) {
      await this.react(event, error);
      return;
    }
    await this.database.transaction(async (tx) => {
      const { outcome, isGone } =
        payload === null && event.status === 'delete'
          ? await this.reread.storeDeletion(tx, source, event.recordId)
          : payload === null
            ? { outcome: 'unknown', isGone: true }
            : await this.reread.store(tx, source, payload);
      const isDeletionAwaited = event.status === 'delete' && !isGone && event.attempts < DELETION_LOOKS_MAX;
      if (isDeletionAwaited || (await this.events.isRunLive(tx))) {
        await this.events.postpone(tx, event, SECOND_LOOK_MS, `${outcome}, looked at once more`);
      } else {
        await this.events.settle(tx, event, outcome);
      }
    });
  }

  /** Outside of a run nobody renews credentials for us. */
  private async read({ connector }: RunnableSource, recordId: string): Promise<unknown> {
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(READ_DEADLINE_MS)]);
    const read = async (): Promise<unknown> => (await connector.read?.(ENTITY, recordId, signal)) ?? null;
    try {
      return await read();
    } catch (error) {
      const isRefused = error instanceof SourceError && error.kind === 'unauthorized';
      if (!isRefused || (await connector.refreshCredentials?.(signal)) !== true) {
        throw error;
      }
      return read();
    }
  }

  private async react(event: ClaimedEvent, error: unknown): Promise<void> {
    if (this.stopping.signal.aborted) {
      return;
    }
    const outcome = error instanceof SourceError ? error.kind : 'unexpected';
    this.log.warn(`Record of a webhook was not read: ${outcome}`);
    if (event.attempts >= ATTEMPTS_MAX) {
      await this.events.fail(event, outcome);
      return;
    }
    const wishMs = error instanceof SourceError ? (error.details.retryAfterMs ?? 0) : 0;
    const backoffMs = Math.min(BACKOFF_MAX_MS, 1000 * 2 ** event.attempts) * (0.5 + Math.random() / 2);
    const restMs = outcome === 'unauthorized' ? EXTERNAL_SOURCE_DEFAULTS.unauthorizedRestMs : 0;
    const delayMs = Math.max(wishMs, backoffMs, restMs);
    if (outcome === 'rate-limited' || wishMs > 0) {
      // A vendor's limit holds for every record and every process.
      await this.pace.pause(SOURCE_KEY, delayMs);
    }
    await this.events.postpone(this.database, event, delayMs, outcome);
  }
}
