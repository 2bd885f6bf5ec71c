/** As much of react-admin's list parameters as the API answers. */
export interface ListParams {
  readonly pagination?: { readonly page: number; readonly perPage: number };
  readonly sort?: { readonly field: string; readonly order: 'ASC' | 'DESC' };
  readonly filter?: Readonly<Record<string, unknown>>;
}

export type Query = Readonly<Record<string, string | number>>;

/** Records that the API gives in one answer. */
export const LIMIT_MAX = 200;

/** The query of one page of a list. `id` is in react-admin's sort when nobody chose one: the list's own order is better. */
export function listQuery({ pagination, sort, filter }: ListParams): Query {
  const { page = 1, perPage = 25 } = pagination ?? {};
  const isSorted = sort !== undefined && sort.field !== 'id' && sort.field !== '';
  return {
    ...filterQuery(filter ?? {}),
    page,
    limit: Math.min(perPage, LIMIT_MAX),
    ...(isSorted ? { sort: sort.field, order: sort.order.toLowerCase() } : {}),
  };
}

/** `q` is react-admin's word for the search field. Empty filters are none. */
function filterQuery(filter: Readonly<Record<string, unknown>>): Query {
  return Object.fromEntries(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => [
        name === 'q' ? 'search' : name,
        typeof value === 'number' ? value : String(value),
      ]),
  );
}
