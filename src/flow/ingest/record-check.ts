import { isStorableText } from '../../kernel/text.js';
import type { FieldValue, IncomingRecord } from './incoming-record.js';

/**
 * Why PostgreSQL could not hold this record, in a sentence without its values; null when it could. Checked before
 * any SQL: a lone surrogate would be replaced silently, and a NUL would fail the whole page (X6, H1, H2).
 */
export function unstorableReason(record: IncomingRecord): string | null {
  if (record.externalId === '' || !isStorableText(record.externalId)) {
    return 'The external id is empty or holds a character that cannot be stored';
  }
  const own = badField(record.initialFields ?? {}) ?? badField(record.fields);
  if (own !== null) {
    return own;
  }
  for (const [table, children] of Object.entries(record.children ?? {})) {
    for (const child of children) {
      const reason = isStorableText(child.key)
        ? badField(child.fields)
        : 'The key holds a character that cannot be stored';
      if (reason !== null) {
        return `In ${table}: ${reason}`;
      }
    }
  }
  return null;
}

function badField(fields: Readonly<Record<string, FieldValue>>): string | null {
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (typeof value === 'string' && !isStorableText(value)) {
      return `The field ${name} holds a NUL character or half a surrogate pair, which cannot be stored`;
    }
    if (value instanceof Date && Number.isNaN(value.getTime())) {
      return `The field ${name} is no valid instant`;
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return `The field ${name} is no finite number`;
    }
  }
  return null;
}
