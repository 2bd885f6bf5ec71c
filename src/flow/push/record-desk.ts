import { Injectable } from '@nestjs/common';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import { isStorableText } from '../../kernel/text.js';
import { RecordHistory } from '../change-log/change-log.public.js';
import {
  type HistoryEntryResponse,
  type ListQuery,
  offsetOf,
  type Plain,
  type RecordAnswer,
  recordPage,
  type RecordPage,
  toHistoryEntryResponse,
} from '../record-list/record-list.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { RecordEditor } from './record-editor.js';

/** One record of a synced table, as a route names it. Any text may be the id: it came from a path. */
export interface RecordAddress {
  readonly table: string;
  readonly id: string;
}

/** Who edits, and only if the record is still as the caller knows it (`If-Match`). */
export interface EditOptions {
  readonly principal: Principal;
  readonly ifMatch: string | undefined;
}

/**
 * What all REST routes of one record have in common, so that every module answers them alike (DESIGN §7, §8).
 * The module keeps the queries and the shape of the answer. An id that PostgreSQL cannot even hold is nobody's:
 * every method throws the same `NOT_FOUND` for it as for one that is not there (FAULTS H1).
 */
@Injectable()
export class RecordDesk {
  constructor(
    private readonly editor: RecordEditor,
    private readonly history: RecordHistory,
    private readonly entities: SyncedEntities,
  ) {}

  /**
   * The record as `find` shows it, with its ETag. The ETag is read first: if the record changes in between,
   * an edit with it is refused. `find` answers null for a row that the caller must not see; then `NOT_FOUND`.
   */
  async read<Body>(
    { table, id }: RecordAddress,
    principal: Principal,
    find: (id: string) => Promise<Body | null>,
  ): Promise<RecordAnswer<Body>> {
    const storableId = this.storable(table, id);
    const etag = await this.editor.etag(table, storableId, principal);
    const body = await find(storableId);
    if (body === null) {
      throw this.unknown(table);
    }
    return { body, etag };
  }

  /** Makes a record of the fields that were really sent, and answers its id. Throws `VALIDATION` and `CONFLICT`. */
  async create(
    table: string,
    { id, ...fields }: { readonly id?: string },
    principal: Principal,
  ): Promise<RecordAddress> {
    const made = await this.editor.apply(
      { table, operation: 'create', ...(id !== undefined && { id }), fields: given(fields) },
      principal,
    );
    return { table, id: made.id };
  }

  /** Sets the fields that were really sent. Throws `NOT_FOUND`, `STALE_RECORD`, and `VALIDATION`, also when there are none. */
  async edit(record: RecordAddress, body: object, options: EditOptions): Promise<void> {
    const fields = given(body);
    if (Object.keys(fields).length === 0) {
      throw new AppError('VALIDATION', 'The body names no field to set.', {
        errors: [{ field: 'body', message: 'Name at least one field' }],
      });
    }
    await this.apply('update', record, fields, options);
  }

  /** Throws `NOT_FOUND` and `STALE_RECORD`. */
  async remove(record: RecordAddress, options: EditOptions): Promise<void> {
    await this.apply('delete', record, {}, options);
  }

  /** Lets the source's value of a field show again, at once (O7). Throws `NOT_FOUND`, also when it shows already. */
  async releaseOverride({ table, id }: RecordAddress, field: string, principal: Principal): Promise<void> {
    await this.editor.releaseOverride(table, this.storable(table, id), field, principal);
  }

  /** What changed the record, newest first. `find` answers null when the caller must not see it: `NOT_FOUND`. */
  async listHistory(
    { table, id }: RecordAddress,
    query: ListQuery,
    find: (id: string) => Promise<object | null>,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    const storableId = this.storable(table, id);
    if ((await find(storableId)) === null) {
      throw this.unknown(table);
    }
    const { number } = this.entities.get(table);
    const { entries, total } = await this.history.page(number, storableId, query.limit, offsetOf(query));
    return recordPage(entries.map(toHistoryEntryResponse), total, query);
  }

  private async apply(
    operation: 'update' | 'delete',
    { table, id }: RecordAddress,
    fields: Readonly<Record<string, unknown>>,
    { principal, ifMatch }: EditOptions,
  ): Promise<void> {
    const edit = { table, operation, id: this.storable(table, id), fields };
    await this.editor.apply({ ...edit, ...(ifMatch !== undefined && { ifMatch }) }, principal);
  }

  private storable(table: string, id: string): string {
    if (!isStorableText(id)) {
      throw this.unknown(table);
    }
    return id;
  }

  private unknown(table: string): AppError {
    return new AppError('NOT_FOUND', `There is no such ${this.entities.get(table).singular}.`);
  }
}

/** A validated body also has the fields that were not sent, undefined. */
function given(body: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
