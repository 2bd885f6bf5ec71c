import { ApiProblem } from '@sync-hub/sync-client';
import type { DataProvider, RaRecord } from 'react-admin';
import type { Answer, ApiClient, Schema } from '../api/api-client.js';
import type { Translate } from '../i18n/text.js';
import { changedFields } from './changed-fields.js';
import { LIMIT_MAX, type ListParams, listQuery } from './list-query.js';
import { PanelError } from './panel-error.js';
import { editCallsOf, type RecordRoutes, type RouteBook } from './record-routes.js';

/** Where a record carries the version that it was read with. No field of the API begins so. */
export const ETAG = '@etag';

export type HistoryEntry = Schema<'HistoryEntryResponse'>;

export interface Page<Item> {
  readonly data: Item[];
  readonly total: number;
}

interface ListAnswer {
  readonly data: RaRecord[];
  readonly pagination: Schema<'Pagination'>;
}

interface PanelMethods {
  /** What changed a record, newest first. */
  readonly listHistory: (
    resource: string,
    params: { readonly id: string; readonly page: number; readonly perPage: number },
  ) => Promise<Page<HistoryEntry>>;
  /** Gives a field back to its source and answers the record as it is then. */
  readonly releaseOverride: (
    resource: string,
    params: { readonly id: string; readonly field: string },
  ) => Promise<{ readonly data: RaRecord }>;
}

/** react-admin's data provider, and what our records can do beside. Every failure is a {@link PanelError}. */
export type PanelDataProvider = DataProvider & PanelMethods;

interface Parts {
  readonly api: ApiClient;
  readonly routes: RouteBook;
  readonly translate: Translate;
}

/** The data provider over our REST API. It keeps nothing: caching is react-query's, queueing edits the outbox's. */
export function createDataProvider(parts: Parts): PanelDataProvider {
  const provider = { ...reading(parts), ...writing(parts), ...deleting(parts), ...ofOverrides(parts) };
  // react-admin lets each caller say what a record is; ours are what the API answers.
  return translated(provider, parts.translate) as unknown as PanelDataProvider;
}

function reading({ api, routes }: Parts): object {
  const readOne = async (resource: string, id: unknown, signal?: AbortSignal): Promise<RaRecord> =>
    versioned(await api.send<RaRecord>('get', pathOf(routes, resource, id), { signal }));
  const getList = (resource: string, params: ListParams & Cancellable): Promise<Page<RaRecord>> =>
    readPages(api, routesOf(routes, resource).path, params);
  return {
    supportAbortSignal: true,
    getList,
    getOne: async (resource: string, { id, signal }: { id: unknown } & Cancellable) => ({
      data: await readOne(resource, id, signal),
    }),
    getMany: async (resource: string, { ids, signal }: { ids: readonly unknown[] } & Cancellable) => ({
      data: await present(ids.map((id) => readOne(resource, id, signal))),
    }),
    getManyReference: (
      resource: string,
      { target, id, ...params }: ListParams & Cancellable & { target: string; id: unknown },
    ) => getList(resource, { ...params, filter: { ...params.filter, [target]: id } }),
  };
}

interface Cancellable {
  readonly signal?: AbortSignal;
}

/** A page of the screen is a page of the API; an export asks for more and gets it in several. */
async function readPages(
  api: ApiClient,
  path: string,
  params: ListParams & Cancellable,
): Promise<Page<RaRecord>> {
  const wanted = params.pagination?.perPage ?? 25;
  const first = params.pagination?.page ?? 1;
  const records: RaRecord[] = [];
  for (let page = first; ; page += 1) {
    const pagination = { page, perPage: Math.min(wanted, LIMIT_MAX) };
    const query = listQuery({ ...params, pagination });
    const { body } = await api.send<ListAnswer>('get', path, {
      query,
      signal: params.signal,
    });
    records.push(...body.data);
    if (records.length >= wanted || page >= body.pagination.pages || wanted <= LIMIT_MAX) {
      return { data: records.slice(0, wanted), total: body.pagination.total };
    }
  }
}

interface UpdateParams {
  readonly id: unknown;
  readonly data: Readonly<Record<string, unknown>>;
  readonly previousData?: Readonly<Record<string, unknown>>;
}

function writing({ api, routes }: Parts): object {
  const update = async (
    resource: string,
    { id, data, previousData = {} }: UpdateParams,
  ): Promise<RaRecord> => {
    const path = pathOf(routes, resource, id);
    const calls = editCallsOf(routesOf(routes, resource), changedFields(previousData, data), previousData);
    let record = previousData as RaRecord;
    for (const { method, below = '', body } of calls) {
      const headers = ifMatch(record[ETAG]);
      record = versioned(await api.send<RaRecord>(method, `${path}${below}`, { body, headers }));
    }
    return record;
  };
  return {
    update: async (resource: string, params: UpdateParams) => ({ data: await update(resource, params) }),
    updateMany: async (
      resource: string,
      { ids, data }: { ids: readonly unknown[]; data: UpdateParams['data'] },
    ) => {
      for (const id of ids) {
        await update(resource, { id, data });
      }
      return { data: ids };
    },
    create: async (resource: string, { data }: { data: Readonly<Record<string, unknown>> }) => {
      const body = changedFields({}, data);
      const answer = await api.send<RaRecord>('post', routesOf(routes, resource).path, {
        body,
      });
      return { data: versioned(answer) };
    },
  };
}

function deleting({ api, routes }: Parts): object {
  interface DeleteParams {
    readonly id: unknown;
    readonly previousData?: RaRecord;
  }
  const remove = (resource: string, { id, previousData }: DeleteParams): Promise<unknown> =>
    api.send('delete', pathOf(routes, resource, id), { headers: ifMatch(previousData?.[ETAG]) });
  return {
    delete: async (resource: string, params: DeleteParams) => {
      await remove(resource, params);
      return { data: params.previousData ?? { id: params.id } };
    },
    deleteMany: async (resource: string, { ids }: { ids: readonly unknown[] }) => {
      for (const id of ids) {
        await remove(resource, { id });
      }
      return { data: ids };
    },
  };
}

function ofOverrides({ api, routes }: Parts): PanelMethods {
  return {
    listHistory: async (resource, { id, page, perPage }) => {
      const path = `${pathOf(routes, resource, id)}/history`;
      const query = { page, limit: perPage };
      const { body } = await api.send<{ data: HistoryEntry[]; pagination: Schema<'Pagination'> }>(
        'get',
        path,
        {
          query,
        },
      );
      return { data: body.data, total: body.pagination.total };
    },
    releaseOverride: async (resource, { id, field }) => {
      const path = `${pathOf(routes, resource, id)}/overrides/${encodeURIComponent(field)}`;
      return { data: versioned(await api.send<RaRecord>('delete', path)) };
    },
  };
}

function routesOf(routes: RouteBook, resource: string): RecordRoutes {
  return routes[resource] ?? { path: `/api/${resource}` };
}

function pathOf(routes: RouteBook, resource: string, id: unknown): string {
  return `${routesOf(routes, resource).path}/${encodeURIComponent(String(id))}`;
}

function versioned({ body, etag }: Answer<RaRecord>): RaRecord {
  return etag === null ? body : { ...body, [ETAG]: etag };
}

function ifMatch(etag: unknown): Record<string, string> {
  return typeof etag === 'string' ? { 'If-Match': etag } : {};
}

/** The records that are there; one that is gone, or that this person may not see, is left out. */
async function present(reads: readonly Promise<RaRecord>[]): Promise<RaRecord[]> {
  const results = await Promise.allSettled(reads);
  return results.flatMap((result) => {
    if (result.status === 'fulfilled') {
      return [result.value];
    }
    const error: unknown = result.reason;
    if (error instanceof ApiProblem && [403, 404].includes(error.status)) {
      return [];
    }
    throw error;
  });
}

/** Failures with a sentence for the reader; what the caller itself has cancelled stays as it is. */
function translated(provider: object, translate: Translate): object {
  const wrap =
    (method: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      try {
        return await method(...args);
      } catch (error) {
        throw error instanceof DOMException && error.name === 'AbortError'
          ? error
          : new PanelError(error, translate);
      }
    };
  return Object.fromEntries(
    Object.entries(provider).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'function' ? wrap(value as (...args: unknown[]) => Promise<unknown>) : value,
    ]),
  );
}
