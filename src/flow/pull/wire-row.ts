import { columnOf, type SyncedEntity, type SyncedField } from '../synced-entity/synced-entity.public.js';

/** A row as a client gets it: string, number, boolean or null, keys in camelCase (SYNC-PROTOCOL §2). */
export type WireValue = string | number | boolean | null;
export type WireRow = Readonly<Record<string, WireValue>> & { readonly id: string };

/** The select list that makes PostgreSQL build a wire row out of a row of the table with this alias. */
export function wireColumnsSql(entity: SyncedEntity, alias: string): string {
  const columns = Object.entries(entity.fields).map(
    ([name, field]) => `${wireValueSql(`${alias}.${columnOf(name, field)}`, field)} AS "${name}"`,
  );
  return [`${alias}.id`, ...columns].join(', ');
}

/** A row that was selected by {@link wireColumnsSql} as it is: the driver reads a bigint as text, JSON as a number. */
export function wireRowOf(entity: SyncedEntity, selected: WireRow): WireRow {
  const row: Record<string, WireValue> & { id: string } = { id: selected.id };
  for (const name in entity.fields) {
    const value = selected[name] ?? null;
    row[name] = typeof value === 'string' && isNumber(entity.fields[name]) ? Number(value) : value;
  }
  return row;
}

/** Instants are epoch milliseconds (the columns keep exactly these), decimals are text. */
export function wireValueSql(column: string, field: SyncedField): string {
  switch (field.type) {
    case 'instant':
      return `(date_part('epoch', ${column}) * 1000)::bigint`;
    case 'decimal':
      return `${column}::text`;
    case 'string':
    case 'integer':
    case 'boolean':
      return column;
  }
}

function isNumber(field: SyncedField | undefined): boolean {
  return field !== undefined && wireTypeOf(field) === 'number';
}

/** What the field is in a client's local store. */
export function wireTypeOf(field: SyncedField): 'string' | 'number' | 'boolean' {
  switch (field.type) {
    case 'string':
    case 'decimal':
      return 'string';
    case 'integer':
    case 'instant':
      return 'number';
    case 'boolean':
      return 'boolean';
  }
}
