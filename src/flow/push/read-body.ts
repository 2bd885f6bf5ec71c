import { isISO8601 } from 'class-validator';
import { AppError } from '../../kernel/app-error.js';
import { isUuid } from '../../kernel/ids.js';
import type { Operation, SentChange } from './change.js';

/** Changes a call at most; the shell bounds the bytes (2 MiB). */
const CHANGES_A_PUSH_MAX = 1_000;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,64}$/;

/** A push in either of its two forms (SYNC-PROTOCOL §5), read into one. */
export interface SentPush {
  readonly pushId: string | null;
  readonly deviceId: string | null;
  /** The client's cursor when it made its edits; null: it says nothing about what it had seen. */
  readonly lastPulledAt: number | Date | null;
  readonly changes: readonly SentChange[];
}

/** Reads the body. Throws `VALIDATION` or `TOO_LARGE` when the batch as a whole cannot be understood. */
export function readBody(body: unknown): SentPush {
  if (!isObject(body)) {
    throw bad('', 'must be a JSON object');
  }
  const changes = Array.isArray(body.changes)
    ? readList(body.changes)
    : isObject(body.changes)
      ? readTables(body.changes)
      : null;
  if (changes === null) {
    throw bad('changes', 'must be a list of changes, or an object of tables');
  }
  return {
    pushId: readKey(body, 'pushId'),
    deviceId: readDeviceId(body),
    lastPulledAt: readLastPulledAt(body.lastPulledAt),
    changes,
  };
}

function readTables(tables: Readonly<Record<string, unknown>>): SentChange[] {
  const changes: SentChange[] = [];
  const changedNames = new ChangedNames();
  for (const tableName of Object.keys(tables)) {
    const table = tables[tableName];
    if (!isObject(table)) {
      throw bad(`changes.${tableName.slice(0, 60)}`, 'must be an object with created, updated and deleted');
    }
    for (const [key, operation] of [
      ['created', 'CREATE'],
      ['updated', 'UPDATE'],
      ['deleted', 'DELETE'],
    ] as const) {
      const entries = table[key] ?? [];
      if (!Array.isArray(entries)) {
        throw bad(`changes.${tableName.slice(0, 60)}.${key}`, 'must be a list');
      }
      for (const entry of entries as unknown[]) {
        changes.push(readRaw(limited(changes.length), tableName, operation, entry, changedNames));
      }
    }
  }
  return changes;
}

/** A stock client's `_changed`, read once for all rows that say the same. */
class ChangedNames {
  private readonly read = new Map<string, readonly string[]>();

  of(changed: string): readonly string[] {
    const known = this.read.get(changed);
    if (known !== undefined) {
      return known;
    }
    const names = changed.split(',').filter((name) => name !== '');
    this.read.set(changed, names);
    return names;
  }
}

function readRaw(
  index: number,
  tableName: string,
  operation: Operation,
  entry: unknown,
  changedNames: ChangedNames,
): SentChange {
  const raw = operation === 'DELETE' ? { id: entry } : isObject(entry) ? entry : {};
  const changed = operation === 'UPDATE' && typeof raw._changed === 'string' ? raw._changed : null;
  return {
    index,
    changeId: null,
    tableName,
    id: typeof raw.id === 'string' ? raw.id : '',
    operation,
    payload: raw,
    changedNames: changed === null ? null : changedNames.of(changed),
  };
}

function readList(entries: readonly unknown[]): SentChange[] {
  return entries.map((entry, index) => {
    limited(index);
    const fields = isObject(entry) ? entry : {};
    const operation = typeof fields.operation === 'string' ? fields.operation.toUpperCase() : '';
    if (operation !== 'CREATE' && operation !== 'UPDATE' && operation !== 'DELETE') {
      throw bad(`changes.${index}.operation`, 'must be CREATE, UPDATE or DELETE');
    }
    return {
      index,
      changeId: readKey(fields, 'changeId'),
      tableName: typeof fields.entityType === 'string' ? fields.entityType : '',
      id: typeof fields.entityId === 'string' ? fields.entityId : '',
      operation,
      payload: isObject(fields.payload) ? fields.payload : {},
      changedNames: null,
    };
  });
}

function limited(index: number): number {
  if (index >= CHANGES_A_PUSH_MAX) {
    throw new AppError(
      'TOO_LARGE',
      `A push has at most ${CHANGES_A_PUSH_MAX} changes. Send the rest in the next.`,
      {
        extra: { limit: CHANGES_A_PUSH_MAX, unit: 'changes' },
      },
    );
  }
  return index;
}

function readKey(fields: Readonly<Record<string, unknown>>, name: 'pushId' | 'changeId'): string | null {
  const key = Object.hasOwn(fields, name) ? fields[name] : null;
  if (key === null || key === undefined) {
    return null;
  }
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) {
    throw bad(name, 'must be text of 1 to 64 printable characters, best a UUID');
  }
  return key;
}

function readDeviceId(body: Readonly<Record<string, unknown>>): string | null {
  const id = body.deviceId ?? null;
  if (id !== null && (typeof id !== 'string' || !isUuid(id))) {
    throw bad('deviceId', 'must be a UUID');
  }
  return id;
}

/** A tick, an ISO instant, or nothing. Zero and null are what stock clients send before their first pull. */
function readLastPulledAt(value: unknown): number | Date | null {
  if (value === null || value === undefined || value === 0) {
    return null;
  }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) {
    return value;
  }
  const ms = typeof value === 'string' && isInstant(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw bad('lastPulledAt', 'must be the timestamp of an earlier answer');
  }
  return new Date(ms);
}

/** `Date.parse` alone makes 2 March of 30 February (FAULTS H4). */
function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T/.test(text) && isISO8601(text, { strict: true });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(field: string, message: string): AppError {
  return new AppError('VALIDATION', 'The push cannot be understood.', { errors: [{ field, message }] });
}
