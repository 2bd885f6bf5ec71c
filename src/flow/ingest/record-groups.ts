import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { IncomingRecord } from './incoming-record.js';
import { lineOf, shapeOf } from './record-rows.js';
import type { RecordShape } from './upsert-statement.js';

/** Records of a run nearly always have one shape; those that differ get a statement of their own. */
export function groupByShape(
  entity: SyncedEntity,
  records: readonly IncomingRecord[],
): Iterable<readonly [RecordShape, IncomingRecord[]]> {
  const groups = new Map<string, readonly [RecordShape, IncomingRecord[]]>();
  const groupsBySpelling = new Map<string, IncomingRecord[]>();
  for (const record of records) {
    const spelling = spellingOf(record);
    const known = groupsBySpelling.get(spelling);
    if (known !== undefined) {
      known.push(record);
      continue;
    }
    const shape = shapeOf(entity, record);
    const key = JSON.stringify(shape);
    const group = groups.get(key) ?? ([shape, []] as const);
    group[1].push(record);
    groups.set(key, group);
    groupsBySpelling.set(spelling, group[1]);
  }
  return groups.values();
}

/** The names of its fields as they stand: nearly always those of the record before. */
function spellingOf({ fields, initialFields }: IncomingRecord): string {
  const names = Object.keys(fields).join();
  return initialFields === undefined ? names : `${names};${Object.keys(initialFields).join()}`;
}

/** Parents by the set of fields that their children carry; a parent without children joins any. */
export function groupByChildFields(
  parents: readonly IncomingRecord[],
  table: string,
): Iterable<readonly [readonly string[], IncomingRecord[]]> {
  const groups = new Map<string, readonly [readonly string[], IncomingRecord[]]>();
  for (const parent of parents) {
    const names = new Set((parent.children?.[table] ?? []).flatMap((child) => Object.keys(child.fields)));
    const fields = [...names].sort();
    const key = fields.join(',');
    const group = groups.get(key) ?? ([fields, []] as const);
    group[1].push(parent);
    groups.set(key, group);
  }
  return groups.values();
}

export function linesOf(child: SyncedEntity, parents: readonly IncomingRecord[], table: string): object[] {
  return parents.flatMap((parent) => {
    // Two lines with one key in a statement fail it: the last one wins.
    const byKey = new Map((parent.children?.[table] ?? []).map((line) => [line.key, line]));
    return [...byKey.values()].map((line) => ({
      parent: parent.externalId,
      line: lineOf(child, line.key, line.fields),
    }));
  });
}
