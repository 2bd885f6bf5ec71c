import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isRowFault, sqlState } from '../../database/database-errors.js';
import type { Sql } from '../../database/sql.js';
import { textArray } from '../../database/text-array.js';
import { type SyncedEntity, SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { childStatements } from './child-statements.js';
import type { IncomingRecord } from './incoming-record.js';
import { unstorableReason } from './record-check.js';
import { type IngestOutcome, PageOutcome, type StoredRecord, type Written } from './page-outcome.js';
import { RecordMatchers } from './record-matcher.js';
import { groupByChildFields, groupByShape, linesOf } from './record-groups.js';
import { rowsOf, upstreamOf } from './record-rows.js';
import { refusalReason } from './refusal.js';
import { matchRows } from './row-matching.js';
import { wantedRecords } from './stored-only.js';
import { toStoreStatement } from './to-store-statement.js';
import { type RecordShape, upsertStatement } from './upsert-statement.js';

/** Below it a page is bisected to the last bad record, whatever the share of bad ones. */
const REFUSALS_MIN = 50;

export interface IngestRequest {
  /** The synced table. */
  readonly table: string;
  /** External ids are unique: the caller has decided which of two copies wins. */
  readonly records: readonly IncomingRecord[];
  /** Adds new rows and leaves stored ones alone (C4). */
  readonly insertOnly?: boolean;
}

/**
 * Stores pages of external records, set-based: one statement per table and page. Only ingest and push write
 * domain tables. It never deletes a record, never overwrites a person's override, and writes nothing for a
 * record that is stored as it came.
 */
@Injectable()
export class Ingestor {
  private readonly statementNames = new Map<string, string>();

  constructor(
    private readonly entities: SyncedEntities,
    private readonly matchers: RecordMatchers,
  ) {}

  /**
   * Stores one page inside the caller's transaction, so that rows, cursor and counters are stored together or not
   * at all (A4). A page that fails as a set is halved with savepoints down to the bad records, which are answered
   * as `refused`; their neighbours are stored (O8, W2). Throws {@link TooManyRefusals} when more than a tenth of a
   * page is bad, and every error that is not a row's fault.
   */
  async ingestPage(tx: Sql, request: IngestRequest): Promise<IngestOutcome> {
    const entity = this.entities.get(request.table);
    const page = new PageOutcome(Math.max(REFUSALS_MIN, request.records.length / 10));
    const sound: IncomingRecord[] = [];
    for (const record of request.records) {
      const reason = unstorableReason(record);
      if (reason === null) {
        sound.push(record);
      } else {
        page.refuse({ record, reason, code: 'unstorable-text' });
      }
    }
    const matcher = this.matchers.find(entity.table);
    const insertOnly = request.insertOnly ?? false;
    const matched = await matchRows(tx, entity, matcher, sound, insertOnly);
    for (const refusal of matched.refused) {
      page.refuse(refusal);
    }
    const wanted = await wantedRecords(tx, entity, matched.records, insertOnly, matched.storedIds);
    for (const [shape, records] of groupByShape(entity, wanted.records)) {
      const statement = upsertStatement(entity, shape, insertOnly);
      const plan: StorePlan = { entity, shape, statement, insertOnly };
      const changed = await this.withoutUnchanged(tx, plan, records, matched.storedIds);
      if (changed.length > 0) {
        await bisect(tx, changed, (part) => this.store(tx, plan, part), page);
      }
    }
    return page.outcome(request.records.length, wanted.skipped);
  }

  /**
   * Leaves out the records that are stored as they came, which are most of a later import: they need no savepoint, and
   * their rows are not sent. Records with children stay, because their children are yet to be compared; so do those
   * that `storedIds` says have no row.
   */
  private async withoutUnchanged(
    tx: Sql,
    { entity, shape, insertOnly }: StorePlan,
    records: readonly IncomingRecord[],
    storedIds: ReadonlySet<string> | null,
  ): Promise<readonly IncomingRecord[]> {
    const isAsked = ({ externalId, children }: IncomingRecord): boolean =>
      children === undefined && (storedIds?.has(externalId) ?? true);
    const asked = insertOnly ? [] : records.filter(isAsked);
    if (asked.length === 0) {
      return records;
    }
    const statement = toStoreStatement(entity, shape);
    const toStore = await tx.query<{ place: number }>(
      statement,
      [
        textArray(asked.map(({ externalId }) => externalId)),
        textArray(asked.map((record) => JSON.stringify(upstreamOf(record, shape.fields)))),
      ],
      this.nameOf(statement),
    );
    const differing = new Set(toStore.map(({ place }) => asked[place - 1]));
    return records.filter((record) => !isAsked(record) || differing.has(record));
  }

  private async store(tx: Sql, plan: StorePlan, records: readonly IncomingRecord[]): Promise<Written> {
    const rows = JSON.stringify(rowsOf(plan.entity, records, plan.shape));
    const written = await tx.query<WrittenRow>(plan.statement, [rows], this.nameOf(plan.statement));
    const created = written.filter((row) => row.was_inserted);
    // A run that only adds leaves the children of stored parents alone, too.
    const createdIds = new Set(created.map((row) => row.external_id));
    const parents = plan.insertOnly ? records.filter((record) => createdIds.has(record.externalId)) : records;
    const changedParentIds = await this.storeChildren(tx, plan, parents);
    return withChildren(tx, plan.entity, written, changedParentIds);
  }

  /** Answers the ids of the parents whose children changed. */
  private async storeChildren(
    tx: Sql,
    { entity: parent, insertOnly }: StorePlan,
    records: readonly IncomingRecord[],
  ): Promise<Set<string>> {
    const changed = new Set<string>();
    const tables = new Set(records.flatMap((record) => Object.keys(record.children ?? {})));
    for (const table of tables) {
      const child = this.entities.get(table);
      const parents = records.filter((record) => record.children?.[table] !== undefined);
      for (const [fields, group] of groupByChildFields(parents, table)) {
        const { deleteVanished, upsert } = childStatements(parent, child, fields);
        const lines = JSON.stringify(linesOf(child, group, table));
        const parentIds = group.map((record) => record.externalId);
        // New parents have no lines that could be gone, and whose line it was is not touched by a run that only adds.
        const deleted = insertOnly
          ? []
          : await tx.query<{ parent_id: string }>(
              deleteVanished,
              [lines, parentIds],
              this.nameOf(deleteVanished),
            );
        const stored = await tx.query<{ parent_id: string }>(upsert, [lines], this.nameOf(upsert));
        [...deleted, ...stored].forEach((row) => changed.add(row.parent_id));
      }
    }
    return changed;
  }

  /** The same text always under the same name, so that each connection prepares it once. */
  private nameOf(statement: string): string {
    const known = this.statementNames.get(statement);
    if (known !== undefined) {
      return known;
    }
    const name = `ingest_${createHash('sha256').update(statement).digest('hex').slice(0, 24)}`;
    this.statementNames.set(statement, name);
    return name;
  }
}

interface StorePlan {
  readonly entity: SyncedEntity;
  readonly shape: RecordShape;
  readonly statement: string;
  readonly insertOnly: boolean;
}

interface WrittenRow {
  readonly id: string;
  readonly external_id: string;
  readonly was_inserted: boolean;
  readonly was_changed: boolean;
}

/**
 * Stores all records, or, when the set fails because of a row, each half on its own. The savepoint of a whole set is left
 * to COMMIT: a page that goes well is spared a round trip.
 */
async function bisect(
  tx: Sql,
  records: readonly IncomingRecord[],
  store: (part: readonly IncomingRecord[]) => Promise<Written>,
  page: PageOutcome,
  isPart = false,
): Promise<void> {
  const marking = tx.query('SAVEPOINT part');
  try {
    // The rows are sent behind the savepoint, without waiting for it.
    const [written] = await Promise.all([store(records), marking]);
    page.add(written);
    if (isPart) {
      await tx.query('RELEASE SAVEPOINT part');
    }
    return;
  } catch (error) {
    if (!isRowFault(error)) {
      throw error;
    }
    await tx.query('ROLLBACK TO SAVEPOINT part');
    await tx.query('RELEASE SAVEPOINT part');
    const [only] = records;
    if (records.length === 1 && only !== undefined) {
      page.refuse({ record: only, reason: refusalReason(error), code: sqlState(error) ?? 'unknown' });
      return;
    }
  }
  const middle = Math.ceil(records.length / 2);
  await bisect(tx, records.slice(0, middle), store, page, true);
  await bisect(tx, records.slice(middle), store, page, true);
}

/** A parent whose own row stayed, while its children changed, is an updated record. */
async function withChildren(
  tx: Sql,
  entity: SyncedEntity,
  written: readonly WrittenRow[],
  changedParentIds: Set<string>,
): Promise<Written> {
  const created = written.filter((row) => row.was_inserted).map(toStored);
  const updated = written.filter((row) => !row.was_inserted && row.was_changed).map(toStored);
  for (const { id } of [...created, ...updated]) {
    changedParentIds.delete(id);
  }
  if (changedParentIds.size > 0) {
    const parents = await tx.query<Pick<WrittenRow, 'id' | 'external_id'>>(
      `SELECT id, external_id FROM "${entity.table}" WHERE id = ANY ($1::text[])`,
      [[...changedParentIds]],
    );
    updated.push(...parents.map(toStored));
  }
  return { created, updated };
}

function toStored(row: Pick<WrittenRow, 'id' | 'external_id'>): StoredRecord {
  return { id: row.id, externalId: row.external_id };
}
