import type {
  FetchOptions,
  MappedPayload,
  SourceConnector,
  SourceManifest,
  SourcePage,
} from '../../flow/external-source/external-source.public.js';
import type { WisproClient } from './wispro.client.js';
import { cursorOf, placeOf, type WisproPlace } from './wispro.cursor.js';
import { mapClient } from './wispro.mapping.js';
import { ReadAhead } from './wispro.read-ahead.js';

/** Clients of one page, and so of one transaction (W2). */
const PAGE_SIZE = 100;

/**
 * Wispro's clients as a source of users. It has no filter by change, so that every run reads all of them, page after
 * page; the cursor is the number of the next page (W7). A run that only adds keeps no place: new clients may be on any
 * page.
 */
export class WisproConnector implements SourceConnector {
  readonly key: string;
  readonly entities = ['users'] as const;

  constructor(
    manifest: SourceManifest,
    private readonly client: WisproClient,
  ) {
    this.key = manifest.key;
  }

  /**
   * Pages end where Wispro says at each page that they end: it recounts while we read. A list that became longer or
   * shorter has shifted under our hands, and is read once more (E1); a client that comes twice changes nothing.
   */
  async *fetch(
    _entity: string,
    cursor: string | null,
    options: FetchOptions,
    signal: AbortSignal,
  ): AsyncIterable<SourcePage> {
    const { mode, pageSize = PAGE_SIZE, pagesMax = Number.POSITIVE_INFINITY } = options;
    const keepsPlace = mode !== 'new-only';
    const ahead = new ReadAhead((page) => this.client.fetchClients(page, pageSize, signal));
    let place: WisproPlace | null = placeOf(keepsPlace ? cursor : null);
    let firstCount: number | null = null;
    for (let pages = 1; place !== null; pages += 1) {
      signal.throwIfAborted();
      const { clients, totalCount, pageCount } = await ahead.read(place.page);
      firstCount ??= totalCount;
      place = placeAfter(place, pageCount, totalCount !== firstCount);
      if (place !== null && pages < pagesMax) {
        ahead.begin(place.page);
      }
      yield {
        payloads: clients,
        nextCursor: place !== null && keepsPlace ? cursorOf(place) : null,
        totalCount,
        endsCompleteListing: place === null,
      };
    }
  }

  map(_entity: string, payload: unknown): MappedPayload {
    return mapClient(payload);
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

/** Null after the last page. */
function placeAfter({ pass, page }: WisproPlace, pageCount: number, hasShifted: boolean): WisproPlace | null {
  if (page < pageCount) {
    return { pass, page: page + 1 };
  }
  return pass === 1 && hasShifted ? { pass: 2, page: 1 } : null;
}
