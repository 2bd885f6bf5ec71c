import {
  type FetchOptions,
  type MappedPayload,
  type SourceConnector,
  SourceError,
  type SourceManifest,
  type SourcePage,
  type SourceWrite,
  type WritableFields,
} from '../../flow/external-source/external-source.public.js';
import type { AltegioClient } from './altegio.client.js';
import { afterPage, cursorOf, FIRST_PLACE, type ListingPlace, placeOf } from './altegio.listing.js';
import { hasOtherOffset, mapRecord, type RecordRules } from './altegio.mapping.js';
import { replacementOf } from './altegio.write-back.js';

/** Records of one page: the most that is known to be served everywhere (UPSTREAM-APIS §1.3). */
const PAGE_SIZE = 50;

const WRITABLE: WritableFields = { appointments: ['attendance', 'comment'] };

export interface AltegioConnectorOptions {
  readonly rules: RecordRules;
  /** Deliver edits upstream (`ALTEGIO_WRITE_BACK`). */
  readonly writesBack: boolean;
}

/**
 * The location's records as a source. It reads what lies between two days (A2), or everything; a change of a record
 * that lies outside comes by webhook (A13).
 */
export class AltegioConnector implements SourceConnector {
  readonly key: string;
  readonly entities = ['appointments'] as const;
  readonly writable: WritableFields;

  constructor(
    manifest: SourceManifest,
    private readonly client: AltegioClient,
    private readonly options: AltegioConnectorOptions,
  ) {
    this.key = manifest.key;
    this.writable = options.writesBack ? WRITABLE : {};
  }

  /**
   * Pages in the vendor's own order. The cursor is a place in one listing, of use to the run that made it; so
   * `new-only` takes none over from an earlier run and starts at the first page.
   */
  async *fetch(
    _entity: string,
    cursor: string | null,
    options: FetchOptions,
    signal: AbortSignal,
  ): AsyncIterable<SourcePage> {
    const keepsPlace = options.mode !== 'new-only';
    const seenIds = new Set<unknown>();
    let place: ListingPlace | null = keepsPlace && cursor !== null ? knownPlace(cursor) : FIRST_PLACE;
    while (place !== null) {
      signal.throwIfAborted();
      const { payloads, totalCount } = await this.client.listRecords(
        { from: options.from, to: options.to, page: place.page, count: options.pageSize ?? PAGE_SIZE },
        signal,
      );
      const step = afterPage(place, {
        recordCount: payloads.length,
        newCount: countNew(payloads, seenIds),
        totalCount,
        otherOffsets: payloads.filter((payload) => hasOtherOffset(payload, this.options.rules.zone)).length,
      });
      if (step.endsPass) {
        seenIds.clear();
      }
      yield {
        payloads,
        nextCursor: keepsPlace && step.next !== null ? cursorOf(step.next) : null,
        ...(totalCount === null ? {} : { totalCount }),
        endsCompleteListing: step.next === null,
        ...(step.next === null ? { warnings: this.warningsAbout(step.otherOffsets) } : {}),
      };
      place = step.next;
    }
  }

  map(_entity: string, payload: unknown): MappedPayload {
    return mapRecord(payload, this.options.rules);
  }

  refreshCredentials(signal: AbortSignal): Promise<boolean> {
    return this.client.renewToken(signal);
  }

  async apply(write: SourceWrite, idempotencyKey: string, signal: AbortSignal): Promise<unknown> {
    const present = await this.client.findRecord(write.externalId, signal);
    const body = replacementOf(present, write.fields);
    if (body === null) {
      throw new SourceError('rejected', 'The source no longer has this appointment');
    }
    return this.client.replaceRecord(write.externalId, body, idempotencyKey, signal);
  }

  read(_entity: string, externalId: string, signal: AbortSignal): Promise<unknown> {
    return this.client.findRecord(externalId, signal);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private warningsAbout(otherOffsets: number): string[] {
    const { zone } = this.options.rules;
    return otherOffsets === 0
      ? []
      : [
          `${otherOffsets} records carry an offset that ${zone} does not have then: their wall clock was stored`,
        ];
  }
}

function knownPlace(cursor: string): ListingPlace {
  const place = placeOf(cursor);
  if (place === null) {
    throw new SourceError('cursor-expired', 'The place in the listing is none of ours');
  }
  return place;
}

/** Counts records that no page had before. One without an id is new: nobody can tell. */
function countNew(payloads: readonly unknown[], seenIds: Set<unknown>): number {
  let count = 0;
  for (const payload of payloads) {
    const id: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'id') : null;
    const key = typeof id === 'number' || typeof id === 'string' ? String(id) : null;
    if (key === null || !seenIds.has(key)) {
      count += 1;
    }
    if (key !== null) {
      seenIds.add(key);
    }
  }
  return count;
}
