import type { VendorAnswer } from '../core/vendor.js';
import type { WisproKnobs } from './wispro.knobs.js';
import type { WisproWorld } from './wispro.world.js';

export type ListName = 'clients' | 'contracts' | 'plans';

type Value = string | number | boolean | null;
type Row = Readonly<Record<string, Value>>;

/** Filters of contracts that look at their client. */
const CLIENT_FILTERS: Readonly<Record<string, string>> = {
  client_custom_id: 'custom_id',
  client_national_identification_number: 'national_identification_number',
};

/**
 * The lists: filtered by `…_eq`, cut into pages and wrapped. Filters of another
 * kind, of unknown fields or without a value change nothing.
 */
export class WisproLists {
  constructor(
    private readonly world: WisproWorld,
    private readonly knobs: WisproKnobs,
  ) {}

  /** One page; past the end it is empty, with a right `meta`. */
  answerPage(name: ListName, query: URLSearchParams): VendorAnswer {
    const filtered = this.filter(name, query);
    const rows = this.knobs.newestFirst ? filtered.reverse() : filtered;
    const { perPageDefault, perPageMax } = this.knobs;
    const perPage = Math.min(wholeNumber(query.get('per_page')) ?? perPageDefault, perPageMax);
    const page = wholeNumber(query.get('page')) ?? 1;
    const found = rows.slice((page - 1) * perPage, page * perPage).map((row) => this.present(row));
    const pagination = {
      total_records: rows.length,
      total_pages: Math.ceil(rows.length / perPage),
      per_page: perPage,
      current_page: page,
    };
    const isSingle = this.knobs.singleObjects && found.length === 1;
    const data = isSingle ? found[0] : found;
    const json = { status: 200, meta: { object: name.slice(0, -1), pagination }, data };
    return { status: 200, content: { kind: 'json', json, recordsAt: ['data'] } };
  }

  /** One record, or null when there is none of that id. */
  answerOne(name: ListName, id: string): VendorAnswer | null {
    const row = this.rowsOf(name).find((one) => one.id === id);
    if (row === undefined) {
      return null;
    }
    const json = { status: 200, meta: { object: name.slice(0, -1) }, data: this.present(row) };
    return { status: 200, content: { kind: 'json', json } };
  }

  private filter(name: ListName, query: URLSearchParams): Row[] {
    const wanted = [...query].flatMap(([key, value]) =>
      key.endsWith('_eq') && value !== '' ? [{ field: key.slice(0, -3), value }] : [],
    );
    const rows = this.rowsOf(name);
    if (wanted.length === 0) {
      return rows;
    }
    return rows.filter((row) =>
      wanted.every(({ field, value }) => {
        const actual = this.valueOf(row, field);
        return actual === undefined || String(actual) === value;
      }),
    );
  }

  private valueOf(row: Row, field: string): Value | undefined {
    const clientField = CLIENT_FILTERS[field];
    if (clientField === undefined || typeof row.client_id !== 'string') {
      return row[field];
    }
    return (this.world.findClient(row.client_id) as Row | null)?.[clientField];
  }

  private rowsOf(name: ListName): Row[] {
    switch (name) {
      case 'clients':
        return this.world.listClients() as unknown as Row[];
      case 'contracts':
        return this.world.listContracts() as unknown as Row[];
      case 'plans':
        return this.world.listPlans() as unknown as Row[];
    }
  }

  private present(row: Row): Row {
    if (this.knobs.zoneNames || !('zone_name' in row)) {
      return row;
    }
    return Object.fromEntries(Object.entries(row).filter(([field]) => field !== 'zone_name'));
  }
}

/** Null for what is not a whole number above zero. */
function wholeNumber(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,8}$/u.test(text) ? Number(text) : null;
}
