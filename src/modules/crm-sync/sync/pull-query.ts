import { isISO8601 } from 'class-validator';
import { AppError } from '../../../kernel/app-error.js';
import type { ClientMigration } from '../../../flow/pull/pull.public.js';

const ROWS_DEFAULT = 5_000;
const ROWS_MAX = 20_000;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** `tables=contacts,deals`; null: all that the caller may see. */
export function readTables(text: string | undefined): string[] | null {
  return text === undefined ? null : text.split(',').map((name) => name.trim());
}

/** Rows an answer at most. */
export function readLimit(text: string | undefined): number {
  if (text === undefined) {
    return ROWS_DEFAULT;
  }
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > ROWS_MAX) {
    throw bad('limit', `must be a whole number from 1 to ${ROWS_MAX}`);
  }
  return limit;
}

/** A timestamp of ours, or an ISO instant. What is neither is a 400; whether we gave it is decided later (410). */
export function readSince(text: string | undefined): number | Date {
  if (text !== undefined && /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) {
    return Number(text);
  }
  const ms = text !== undefined && isInstant(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw bad('since', 'must be the `timestamp` of an earlier answer, or an ISO instant with its offset');
  }
  return new Date(ms);
}

/** `Date.parse` alone makes 2 March of 30 February (FAULTS H4). */
function isInstant(text: string): boolean {
  return text.length <= 40 && ISO_INSTANT.test(text) && isISO8601(text, { strict: true });
}

/** WatermelonDB's `migration` object, as JSON. */
export function readMigration(text: string | undefined): ClientMigration | null {
  if (text === undefined || text === 'null') {
    return null;
  }
  const migration = parse(text);
  const tables = isObject(migration) ? (migration.tables ?? []) : null;
  const columns = isObject(migration) ? (migration.columns ?? []) : null;
  if (!isTexts(tables) || !Array.isArray(columns) || !columns.every(isColumns)) {
    throw bad('migration', "must be WatermelonDB's migration object as JSON");
  }
  return { tables, columns };
}

function isColumns(value: unknown): value is ClientMigration['columns'][number] {
  return isObject(value) && typeof value.table === 'string' && isTexts(value.columns);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 100 && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function bad(field: string, message: string): AppError {
  return new AppError('VALIDATION', 'The query cannot be understood.', { errors: [{ field, message }] });
}
