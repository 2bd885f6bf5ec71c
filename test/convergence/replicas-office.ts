import { type Choice, editOf, type EditedTable, newRecord, type Values } from './replicas-fields.js';
import type { History } from './replicas-history.js';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** The admin panel: edits over REST, one record at a time (S5). */
export class Office {
  readonly name = 'office';

  constructor(
    private readonly serverUrl: () => string,
    private readonly token: string,
    private readonly history: History,
    private readonly values: Values,
  ) {}

  async create(table: EditedTable, choice: number): Promise<void> {
    const fields = newRecord(table, choice, this.values, this.name);
    await this.call('POST', `/api/${table}`, { id: this.values.id(), ...asRest(fields) });
  }

  async edit(table: EditedTable, pick: number, choice: Choice): Promise<void> {
    const row = await this.pick(table, pick);
    if (row !== null) {
      const contacts = (await this.list('contacts')).map(({ id }) => id);
      const record = { ...row, relatedEntityType: row.related_entity_type };
      const edit = editOf(table, choice, record, { values: this.values, author: this.name, contacts });
      await this.call('PATCH', `/api/${table}/${row.id}`, asRest({ [edit.field]: edit.value }));
    }
  }

  async remove(table: EditedTable, pick: number): Promise<void> {
    const row = await this.pick(table, pick);
    if (row !== null) {
      await this.call('DELETE', `/api/${table}/${row.id}`);
    }
  }

  async editPrice(pick: number): Promise<void> {
    const row = await this.pick('products', pick);
    if (row !== null) {
      await this.call('PUT', `/api/products/${row.id}/price`, { price: this.values.price('77') });
    }
  }

  /** Reads the shop to its end. A run that is under way already, or a shop that is away, is nobody's fault here. */
  async importShop(): Promise<void> {
    for (const source of ['products', 'orders']) {
      await this.call('POST', `/api/sync-${source}?wait=true`, {});
    }
  }

  private async pick(table: string, pick: number): Promise<Row | null> {
    const rows = await this.list(table);
    return rows[pick % Math.max(rows.length, 1)] ?? null;
  }

  private async list(table: string): Promise<Row[]> {
    return (await this.history.query<Row>(`SELECT * FROM ${table} ORDER BY id`)).rows;
  }

  /** What is refused because somebody was quicker (404, 409, a contact that is gone) is a fact of life. */
  private async call(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(`${this.serverUrl()}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => null);
    const text = (await answer?.text().catch(() => '')) ?? '';
    const isRefused = text.includes('there is no such') || [404, 409, 503].includes(answer?.status ?? 503);
    if (answer?.ok !== true && !isRefused) {
      throw new Error(`${method} ${path} was answered with ${answer?.status}: ${text.slice(0, 300)}`);
    }
  }
}

/** REST speaks of instants as ISO texts (DESIGN §4). */
function asRest(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      name === 'dueDate' && typeof value === 'number' ? new Date(value).toISOString() : value,
    ]),
  );
}
