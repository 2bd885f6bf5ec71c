import { isStorableText } from '../../../kernel/text.js';
import type { IncomingRecord } from '../../ingest/ingest.public.js';
import type { MappedPayload, SourceConnector } from '../source-connector.js';
import { storedText } from './stored-text.js';

/** A payload that cannot become a record. */
export interface BadPayload {
  readonly externalId: string | null;
  readonly payload: unknown;
  readonly reason: string;
  readonly code: string;
}

/** A page after translation: what is to be stored, what is bad, and the numbers. */
export interface PreparedPage {
  readonly fetchedCount: number;
  /** One per external id. */
  readonly records: readonly IncomingRecord[];
  readonly payloads: ReadonlyMap<string, unknown>;
  readonly bad: readonly BadPayload[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly duplicateCount: number;
  /** Every id that the source still knows, good, bad or not for us: none of these rows is missing. */
  readonly externalIds: readonly string[];
  readonly unknownKeys: readonly string[];
}

interface Item {
  readonly payload: unknown;
  readonly mapped: MappedPayload;
}

/**
 * Translates a page. Pure. The same external id twice: the last one wins, and it is counted (E11). A mapping that
 * throws costs its own record and no other (O8).
 */
export function preparePage(
  connector: SourceConnector,
  entity: string,
  payloads: readonly unknown[],
): PreparedPage {
  const items = payloads.map((payload) => ({ payload, mapped: mapSafely(connector, entity, payload) }));
  const byId = new Map<string, Item>();
  const withoutId: Item[] = [];
  for (const item of items) {
    const id = externalIdOf(item.mapped);
    if (id === null) {
      withoutId.push(item);
    } else {
      byId.set(id, item);
    }
  }
  const winners = [...byId.values(), ...withoutId];
  return {
    fetchedCount: payloads.length,
    records: winners.flatMap(({ mapped }) => (mapped.kind === 'record' ? [mapped.record] : [])),
    payloads: new Map([...byId].map(([id, item]) => [id, item.payload])),
    bad: winners.flatMap(toBad),
    skipped: countSkipped(winners),
    duplicateCount: items.length - winners.length,
    externalIds: [...byId.keys()],
    unknownKeys: unknownKeysOf(winners),
  };
}

function mapSafely(connector: SourceConnector, entity: string, payload: unknown): MappedPayload {
  let mapped: MappedPayload;
  try {
    mapped = connector.map(entity, payload);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return { kind: 'rejected', externalId: null, reason: `The record could not be translated (${name})` };
  }
  const id = externalIdOf(mapped);
  if (id !== null && (id === '' || !isStorableText(id))) {
    return {
      kind: 'rejected',
      externalId: null,
      reason: 'The external id is empty or holds a character that cannot be stored',
    };
  }
  return mapped;
}

function externalIdOf(mapped: MappedPayload): string | null {
  return mapped.kind === 'record' ? mapped.record.externalId : mapped.externalId;
}

function toBad({ payload, mapped }: Item): BadPayload[] {
  return mapped.kind === 'rejected'
    ? [{ externalId: mapped.externalId, payload, reason: storedText(mapped.reason), code: 'mapping' }]
    : [];
}

function countSkipped(items: readonly Item[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { mapped } of items) {
    if (mapped.kind === 'skipped') {
      const reason = storedText(mapped.reason, 60);
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  return Object.fromEntries(counts);
}

function unknownKeysOf(items: readonly Item[]): string[] {
  const keys = items.flatMap(({ mapped }) => (mapped.kind === 'record' ? mapped.unknownKeys : []));
  return [...new Set(keys.map((key) => storedText(key, 200)))];
}
