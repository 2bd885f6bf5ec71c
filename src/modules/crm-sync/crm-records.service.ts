import { Injectable } from '@nestjs/common';
import type { EntityTarget } from 'typeorm';
import { type EditOptions, RecordDesk } from '../../flow/push/push.public.js';
import {
  type HistoryEntryResponse,
  type ListQuery,
  offsetOf,
  type Plain,
  type RecordAnswer,
  recordPage,
  type RecordPage,
} from '../../flow/record-list/record-list.public.js';
import {
  SyncedEntities,
  type VisibleScope,
  visibleScope,
} from '../../flow/synced-entity/synced-entity.public.js';
import type { Principal } from '../../kernel/principal.js';
import type { CrmRecord } from './crm-record.entity.js';
import { CrmRecordsRepository, type CrmSelection } from './crm-records.repository.js';

/** One of the CRM's tables, as its REST routes know it. */
export interface CrmTable<Row extends CrmRecord, Response> {
  readonly table: 'contacts' | 'deals' | 'tasks';
  readonly row: EntityTarget<Row>;
  readonly toResponse: (row: Row) => Response;
}

/**
 * Contacts, deals and tasks over REST (S5). Writes go the way of a push, so the same rules and the same
 * change tracking hold; a record outside the caller's scope is the same 404 as one that is not there.
 */
@Injectable()
export class CrmRecordsService {
  constructor(
    private readonly records: CrmRecordsRepository,
    private readonly desk: RecordDesk,
    private readonly entities: SyncedEntities,
  ) {}

  async list<Row extends CrmRecord, Response>(
    table: CrmTable<Row, Response>,
    query: ListQuery,
    selection: Omit<CrmSelection, 'order' | 'limit' | 'offset'>,
    principal: Principal,
  ): Promise<RecordPage<Response>> {
    const page = { ...selection, order: query.order, limit: query.limit, offset: offsetOf(query) };
    const [rows, total] = await this.records.listVisible(table.row, page, this.scopeOf(table, principal));
    return recordPage(rows.map(table.toResponse), total, query);
  }

  /** Throws `NOT_FOUND`. */
  get<Row extends CrmRecord, Response>(
    table: CrmTable<Row, Response>,
    id: string,
    principal: Principal,
  ): Promise<RecordAnswer<Response>> {
    return this.read(table, id, principal, this.scopeOf(table, principal));
  }

  /** Takes a client-made `id` among the fields. Throws `VALIDATION`, and `CONFLICT` when the id is taken. */
  async create<Row extends CrmRecord, Response>(
    table: CrmTable<Row, Response>,
    body: { readonly id?: string },
    principal: Principal,
  ): Promise<RecordAnswer<Response>> {
    const { id } = await this.desk.create(table.table, body, principal);
    const answer = await this.read(table, id, principal, null);
    return { ...answer, location: `/api/${table.table}/${encodeURIComponent(id)}` };
  }

  /** Sets the given fields. Throws `NOT_FOUND`, `VALIDATION` and `STALE_RECORD`. */
  async edit<Row extends CrmRecord, Response>(
    table: CrmTable<Row, Response>,
    id: string,
    body: object,
    options: EditOptions,
  ): Promise<RecordAnswer<Response>> {
    await this.desk.edit({ table: table.table, id }, body, options);
    // Who hands a record to somebody else still sees what it became.
    return this.read(table, id, options.principal, null);
  }

  /** Throws `NOT_FOUND` and `STALE_RECORD`. */
  async remove<Row extends CrmRecord, Response>(
    table: CrmTable<Row, Response>,
    id: string,
    options: EditOptions,
  ): Promise<void> {
    await this.desk.remove({ table: table.table, id }, options);
  }

  /** What changed a record that the caller may see, newest first. Throws `NOT_FOUND`. */
  async listHistory<Row extends CrmRecord, Response>(
    table: CrmTable<Row, Response>,
    id: string,
    query: ListQuery,
    principal: Principal,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    const scope = this.scopeOf(table, principal);
    return this.desk.listHistory({ table: table.table, id }, query, (storableId) =>
      this.records.findVisible(table.row, storableId, scope),
    );
  }

  private async read<Row extends CrmRecord, Response>(
    table: CrmTable<Row, Response>,
    id: string,
    principal: Principal,
    scope: VisibleScope,
  ): Promise<RecordAnswer<Response>> {
    return this.desk.read({ table: table.table, id }, principal, async (storableId) => {
      const row = await this.records.findVisible(table.row, storableId, scope);
      return row === null ? null : table.toResponse(row);
    });
  }

  private scopeOf({ table }: { readonly table: string }, principal: Principal): VisibleScope {
    return visibleScope(this.entities.get(table), principal);
  }
}
