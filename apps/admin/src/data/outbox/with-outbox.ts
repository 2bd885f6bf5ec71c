import type { RaRecord } from 'react-admin';
import { isUnreachable } from '../../api/is-unreachable.js';
import type { Translate } from '../../i18n/text.js';
import { changedFields } from '../changed-fields.js';
import type { PanelDataProvider } from '../data-provider.js';
import type { ListParams } from '../list-query.js';
import { PanelError } from '../panel-error.js';
import { newUuid } from './browser-ids.js';
import type { Outbox } from './outbox.js';
import type { Fields, OutboxEdit, OutboxEntry } from './outbox-entry.js';
import { keptRecord, type Listed, listWithUnsent, TICK, withUnsent } from './overlay.js';
import { isPushable, labelOf, PUSHED_TABLES } from './pushed-tables.js';
import type { ReadMemory } from './read-memory.js';
import type { SyncTick } from './sync-tick.js';

interface Parts {
  readonly outbox: Outbox;
  readonly memory: ReadMemory;
  readonly tick: Pick<SyncTick, 'beforeReading' | 'known'>;
  readonly isConnected: () => boolean;
  readonly translate: Translate;
}

type Provider = Readonly<Record<string, (table: string, params: never) => Promise<unknown>>>;

interface ReadParams {
  readonly id: unknown;
}

interface WriteParams extends ReadParams {
  readonly data: Fields;
  readonly previousData?: RaRecord;
}

/**
 * The data provider for a connection that comes and goes. With one, everything goes as it did. Without, reads answer what
 * this page has read before, and edits that may be pushed are kept in the outbox; what has to wait there is shown in
 * every record, and later edits of such a record queue up behind it.
 */
export function withOutbox(base: PanelDataProvider, parts: Parts): PanelDataProvider {
  const inner = base as unknown as Provider;
  return { ...base, ...reading(inner, parts), ...writing(inner, parts) };
}

function reading(base: Provider, parts: Parts): object {
  const { outbox, memory } = parts;
  const getOne = async (table: string, params: ReadParams): Promise<{ data: RaRecord }> => {
    const waiting = (): OutboxEntry[] => outbox.waiting(table, String(params.id));
    const kept = (): RaRecord | null => memory.record(table, params.id) ?? keptRecord(waiting());
    const data = await answerOr(parts, kept, async () => {
      if (isNew(waiting())) {
        return keptRecord(waiting());
      }
      const record = await stamped(parts, table, () => call(base, 'getOne', table, params));
      memory.keepRecord(table, record);
      return record;
    });
    return { data: withUnsent(data, waiting()) };
  };
  const listing =
    (method: 'getList' | 'getManyReference') =>
    async (table: string, params: ListParams & { readonly signal?: unknown }): Promise<Listed> => {
      const key = `${method} ${JSON.stringify({ ...params, signal: undefined })}`;
      const list = await listOf(base, parts, { method, table, params, key });
      return listWithUnsent(list, outbox.waiting(table), targetedFilter(params));
    };
  const getMany = async (
    table: string,
    params: { readonly ids: readonly unknown[] },
  ): Promise<{ data: RaRecord[] }> => {
    const kept = (): RaRecord[] => params.ids.flatMap((id) => memory.record(table, id) ?? []);
    const records = await answerOr(parts, kept, async () => {
      const at = table in PUSHED_TABLES ? await parts.tick.beforeReading() : null;
      const answer = await call<{ data: RaRecord[] }>(base, 'getMany', table, params);
      const data = answer.data.map((record) => ({ ...record, [TICK]: at }));
      data.forEach((record) => memory.keepRecord(table, record));
      return data;
    });
    return { data: records.map((record) => withUnsent(record, outbox.waiting(table, String(record.id)))) };
  };
  return { getOne, getMany, getList: listing('getList'), getManyReference: listing('getManyReference') };
}

interface ListCall {
  readonly method: 'getList' | 'getManyReference';
  readonly table: string;
  readonly params: ListParams;
  readonly key: string;
}

async function listOf(
  base: Provider,
  parts: Parts,
  { method, table, params, key }: ListCall,
): Promise<Listed> {
  const { memory, tick } = parts;
  return answerOr(
    parts,
    () => memory.list(table, key),
    async () => {
      const at = table in PUSHED_TABLES ? await tick.beforeReading() : null;
      const answer = await call<Listed>(base, method, table, params);
      const list = { ...answer, data: answer.data.map((record) => ({ ...record, [TICK]: at })) };
      memory.keepList(table, key, list);
      return list;
    },
  );
}

/** What the server answers; without a connection what is known here. Rejects when that is nothing. */
async function answerOr<Kept>(
  { isConnected }: Parts,
  known: () => Kept | null,
  ask: () => Promise<Kept | null>,
): Promise<Kept> {
  const kept = isConnected() ? null : known();
  if (kept !== null) {
    return kept;
  }
  try {
    const answer = await ask();
    if (answer !== null) {
      return answer;
    }
    throw new Error('The record is neither here nor there');
  } catch (error) {
    const instead = isUnreachable(causeOf(error)) ? known() : null;
    if (instead === null) {
      throw error;
    }
    return instead;
  }
}

/** A reading with a tick that is not newer than it. */
async function stamped(
  { tick }: Parts,
  table: string,
  read: () => Promise<{ data: RaRecord }>,
): Promise<RaRecord> {
  if (!(table in PUSHED_TABLES)) {
    return (await read()).data;
  }
  const at = await tick.beforeReading();
  return { ...(await read()).data, [TICK]: at };
}

/** The condition of a list below a record is a filter like any other. */
function targetedFilter(
  params: ListParams & { readonly target?: string; readonly id?: unknown },
): ListParams {
  const { target, id, filter } = params;
  return target === undefined ? params : { ...params, filter: { ...filter, [target]: id } };
}

/** It is not on the server before its making is sent. */
function isNew(waiting: readonly OutboxEntry[]): boolean {
  return waiting[0]?.operation === 'CREATE';
}

function writing(base: Provider, parts: Parts): object {
  const update = async (table: string, params: WriteParams): Promise<{ data: RaRecord }> => {
    const before = params.previousData ?? parts.memory.record(table, params.id) ?? undefined;
    const fields = changedFields(before ?? {}, params.data);
    const id = String(params.id);
    const edit = { table, recordId: id, operation: 'UPDATE', fields } as const;
    return divert(parts, edit, before, async () => {
      const answer = await call<{ data: RaRecord }>(base, 'update', table, params);
      const data = { ...answer.data, [TICK]: parts.tick.known };
      parts.memory.keepRecord(table, data);
      return { data };
    });
  };
  const remove = async (
    table: string,
    params: ReadParams & { previousData?: RaRecord },
  ): Promise<{ data: RaRecord }> => {
    const before = params.previousData ?? parts.memory.record(table, params.id) ?? undefined;
    const edit = { table, recordId: String(params.id), operation: 'DELETE', fields: {} } as const;
    return divert(parts, edit, before, () => call(base, 'delete', table, params));
  };
  return {
    update,
    updateMany: async (table: string, { ids, data }: { ids: readonly unknown[]; data: Fields }) => {
      for (const id of ids) {
        await update(table, { id, data });
      }
      return { data: ids };
    },
    create: (table: string, params: { readonly data: Fields }) => create(base, parts, table, params),
    delete: remove,
    deleteMany: async (table: string, { ids }: { ids: readonly unknown[] }) => {
      for (const id of ids) {
        await remove(table, { id });
      }
      return { data: ids };
    },
  };
}

/** Under an id of our own: if the answer is lost, the same record is made again under it, which makes nothing new. */
function create(
  base: Provider,
  parts: Parts,
  table: string,
  params: { readonly data: Fields },
): Promise<{ data: RaRecord }> {
  if (PUSHED_TABLES[table]?.isOwn !== true) {
    return parts.isConnected()
      ? call(base, 'create', table, params)
      : Promise.reject(needsConnection(parts, null));
  }
  const { id = newUuid(), ...fields } = params.data;
  const edit = {
    table,
    recordId: String(id),
    operation: 'CREATE',
    fields: changedFields({}, fields),
  } as const;
  return divert(parts, edit, undefined, () =>
    call(base, 'create', table, { ...params, data: { ...fields, id } }),
  );
}

type Edit = Pick<OutboxEdit, 'table' | 'recordId' | 'operation' | 'fields'>;

/** Sends an edit when there is a connection and nothing of the record waits; else keeps it. */
async function divert(
  parts: Parts,
  edit: Edit,
  before: RaRecord | undefined,
  send: () => Promise<{ data: RaRecord }>,
): Promise<{ data: RaRecord }> {
  const isEmpty = edit.operation === 'UPDATE' && Object.keys(edit.fields).length === 0;
  const isBehind = parts.outbox.waiting(edit.table, edit.recordId).length > 0;
  if (isEmpty && before !== undefined) {
    return { data: before };
  }
  if (parts.isConnected() && !isBehind) {
    try {
      return await send();
    } catch (error) {
      // Whether it has reached the server is unknown. Once more does no harm: what is there already stays as it is.
      if (!isUnreachable(causeOf(error))) {
        throw error;
      }
    }
  }
  return keep(parts, edit, before);
}

async function keep(parts: Parts, edit: Edit, before: RaRecord | undefined): Promise<{ data: RaRecord }> {
  const { outbox } = parts;
  if (!isPushable(edit.table, edit.operation, edit.fields)) {
    throw needsConnection(parts, null);
  }
  const earlier = outbox.waiting(edit.table, edit.recordId);
  try {
    await outbox.add({
      ...edit,
      changeId: newUuid(),
      before: Object.fromEntries(Object.keys(edit.fields).map((name) => [name, before?.[name] ?? null])),
      record: before === undefined || isNew(earlier) ? null : before,
      // A new record may be there already, its answer lost: what others made of it since then shows as a conflict.
      seenTick: edit.operation === 'CREATE' ? parts.tick.known : tickOf(before),
      label: labelOf({ ...before, ...edit.fields, id: edit.recordId }),
    });
  } catch (error) {
    throw new PanelError(error, parts.translate, parts.translate('outbox.cannot_keep'));
  }
  const waiting = outbox.waiting(edit.table, edit.recordId);
  return { data: withUnsent({ ...before, id: edit.recordId }, waiting) };
}

function tickOf(record: RaRecord | undefined): number | null {
  const tick: unknown = record?.[TICK];
  return typeof tick === 'number' ? tick : null;
}

function needsConnection({ translate }: Parts, cause: unknown): PanelError {
  return new PanelError(cause, translate, translate('outbox.needs_connection'));
}

function causeOf(error: unknown): unknown {
  return error instanceof PanelError ? error.cause : error;
}

function call<Answer>(base: Provider, method: string, table: string, params: object): Promise<Answer> {
  const run = base[method] as ((table: string, params: object) => Promise<Answer>) | undefined;
  return run === undefined ? Promise.reject(new Error(`no ${method}`)) : run(table, params);
}
