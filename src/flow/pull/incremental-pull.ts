import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Principal } from '../../kernel/principal.js';
import { gone, type Tick, Ticks, windowValues } from '../change-log/change-log.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { answerText, type TablePart } from './answer.js';
import { type ClientMigration, MigrationRows } from './migration-rows.js';
import { decodeWindowPosition, encodePageToken } from './page-token.js';
import { type PullView, pullView } from './pull-caller.js';
import { WindowEnd } from './window-end.js';
import { selfParameters, windowParameters, type WindowRow, windowStatement } from './window-statement.js';

export interface IncrementalRequest {
  readonly since: number | Date;
  readonly tables: readonly string[] | null;
  /** Records an answer at most. */
  readonly limit: number;
  readonly page: string | null;
  readonly deviceId: string | null;
  readonly migration: ClientMigration | null;
}

/** What a window statement found, its tables together. */
interface WindowRead {
  readonly logRowCount: number;
  readonly recordCount: number;
  /** The last record in the order of the wire; null when there is none. */
  readonly last: { readonly entity: number; readonly id: string } | null;
  readonly parts: Map<string, TablePart>;
}

/** What changed between a client's tick and the present one (SYNC-PROTOCOL §4). */
@Injectable()
export class IncrementalPull {
  private readonly statements = new Map<string, { readonly name: string; readonly text: string }>();

  constructor(
    private readonly database: Database,
    private readonly ticks: Ticks,
    private readonly entities: SyncedEntities,
    private readonly windowEnd: WindowEnd,
    private readonly migrationRows: MigrationRows,
  ) {}

  /** The answer's JSON text. Throws 410 for a cursor that cannot be continued, 400 for a bad request. */
  async read(request: IncrementalRequest, principal: Principal): Promise<string> {
    const view = pullView(this.entities, principal, request.tables);
    const present = await this.ticks.take();
    if (request.page !== null) {
      return this.readPage(request, view, present);
    }
    const after = await this.ticks.resolve(request.since, present);
    if (after.id === present.id && request.migration === null) {
      return answerText(view.tables, new Map(), headOf(present, false));
    }
    return this.readWindow(request, view, after, present);
  }

  private async readWindow(
    request: IncrementalRequest,
    view: PullView,
    after: Tick,
    present: Tick,
  ): Promise<string> {
    const row = await this.query(view, 'whole', after, present, {
      limit: request.limit + 1,
      deviceId: request.deviceId,
      afterEntity: 0,
      afterId: '',
    });
    if (row.logRowCount <= request.limit) {
      const parts = await this.withMigration(request, view, after, present, row.parts);
      return answerText(view.tables, parts, headOf(present, false));
    }
    const parameters = { entityNumbers: numbersOf(view), tokens: view.tokens, deviceId: request.deviceId };
    const end = await this.windowEnd.find(after, present, request.limit, parameters);
    if (end.fits) {
      const part = await this.query(view, 'whole', after, end.tick, {
        limit: request.limit + 1,
        deviceId: request.deviceId,
        afterEntity: 0,
        afterId: '',
      });
      const parts = await this.withMigration(request, view, after, end.tick, part.parts);
      return answerText(view.tables, parts, headOf(end.tick, end.tick.id < present.id));
    }
    return this.readGiant(request, view, { after, upTo: end.tick, entity: 0, id: '' }, present);
  }

  private async readPage(request: IncrementalRequest, view: PullView, present: Tick): Promise<string> {
    const position = decodeWindowPosition(request.page ?? '');
    const after = await this.ticks.resolve(position.after, present);
    const upTo = await this.ticks.resolve(position.upTo, present);
    if (after.id !== position.after || upTo.id !== position.upTo) {
      throw gone('CURSOR_EXPIRED', 'The ticks of this page are no longer kept.');
    }
    return this.readGiant(request, view, { after, upTo, entity: position.entity, id: position.id }, present);
  }

  /** A part of one tick that has more records than fit into an answer: the only case with a page token. */
  private async readGiant(
    request: IncrementalRequest,
    view: PullView,
    from: { readonly after: Tick; readonly upTo: Tick; readonly entity: number; readonly id: string },
    present: Tick,
  ): Promise<string> {
    const { after, upTo } = from;
    const row = await this.query(view, 'page', after, upTo, {
      limit: request.limit,
      deviceId: request.deviceId,
      afterEntity: from.entity,
      afterId: from.id,
    });
    if (row.recordCount < request.limit || row.last === null) {
      const parts = await this.withMigration(request, view, after, upTo, row.parts);
      return answerText(view.tables, parts, headOf(upTo, upTo.id < present.id));
    }
    const { entity, id } = row.last;
    const next = encodePageToken({ k: 'window', after: after.id, upTo: upTo.id, entity, id });
    return answerText(view.tables, row.parts, { ...headOf(upTo, true), next });
  }

  private async withMigration(
    request: IncrementalRequest,
    view: PullView,
    after: Tick,
    upTo: Tick,
    parts: Map<string, TablePart>,
  ): Promise<Map<string, TablePart>> {
    return request.migration === null
      ? parts
      : this.migrationRows.add(request.migration, view, after, upTo, parts);
  }

  private async query(
    view: PullView,
    extent: 'whole' | 'page',
    after: Tick,
    upTo: Tick,
    page: {
      readonly limit: number;
      readonly deviceId: string | null;
      readonly afterEntity: number;
      readonly afterId: string;
    },
  ): Promise<WindowRead> {
    const statement = this.statement(view, extent);
    const parameters = windowParameters({ entityNumbers: numbersOf(view), tokens: view.tokens, ...page });
    const rows = await this.database.query<WindowRow>(
      statement.text,
      [...windowValues(after, upTo), ...parameters, ...selfParameters(view.self)],
      statement.name,
    );
    if (rows[0]?.access_changed === true) {
      throw gone('GENERATION_CHANGED', 'What you may see was changed.');
    }
    return readOf(view, rows);
  }

  private statement(
    view: PullView,
    extent: 'whole' | 'page',
  ): { readonly name: string; readonly text: string } {
    const key = `${extent}:${view.tables.map(({ entity, isScoped }) => `${entity.number}${isScoped ? 's' : ''}`).join(',')}`;
    const known = this.statements.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = { name: `pull-${this.statements.size}`, text: windowStatement(view.tables, extent) };
    this.statements.set(key, made);
    return made;
  }
}

function headOf(
  tick: Tick,
  hasMore: boolean,
): { timestamp: number; generation: number; hasMore: boolean; next: null } {
  return { timestamp: tick.id, generation: tick.gen, hasMore, next: null };
}

function numbersOf(view: PullView): number[] {
  return view.tables.map(({ entity }) => entity.number);
}

function readOf(view: PullView, rows: readonly WindowRow[]): WindowRead {
  const tableOf = new Map(view.tables.map(({ entity }) => [entity.number, entity.table]));
  const parts = new Map<string, TablePart>();
  let recordCount = 0;
  let last: WindowRead['last'] = null;
  for (const { entity, records, last_id: lastId, updated, deleted } of rows) {
    const table = entity === null ? undefined : tableOf.get(entity);
    if (entity !== null && table !== undefined) {
      parts.set(table, { updated, deleted });
      recordCount += records ?? 0;
      last = { entity, id: lastId ?? '' };
    }
  }
  return { logRowCount: rows[0]?.log_rows ?? 0, recordCount, last, parts };
}
