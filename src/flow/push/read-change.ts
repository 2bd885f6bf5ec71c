import type { Principal } from '../../kernel/principal.js';
import { isStorableText } from '../../kernel/text.js';
import type { WireValue } from '../pull/pull.public.js';
import {
  isClientWritable,
  type SyncedEntities,
  type SyncedEntity,
  type SyncedField,
} from '../synced-entity/synced-entity.public.js';
import type { Change, FieldFault, Rejection, RejectionCode, SentChange } from './change.js';
import { fingerprint } from './content-hash.js';
import { readFieldValue } from './field-value.js';

const ID_LENGTH_MAX = 36;
/** A stock client's bookkeeping, which is not data. */
const CLIENT_BOOKKEEPING = new Set(['id', '_status', '_changed']);
const FAULTS_SHOWN_MAX = 20;

export type ReadChange = { readonly change: Change } | { readonly rejection: Rejection };

/** Pure: is this change well-formed, for a table and fields that this caller may write at all? */
export function readChange(sent: SentChange, entities: SyncedEntities, principal: Principal): ReadChange {
  const entity = entities.find(sent.tableName);
  if (entity === null || entity.access[principal.role] === 'none') {
    return rejected('UNKNOWN_TABLE', 'There is no such table.', []);
  }
  if (sent.id === '' || sent.id.length > ID_LENGTH_MAX || !isStorableText(sent.id)) {
    return rejected('VALIDATION', 'The id is not usable.', [
      { field: 'id', message: `must be text of 1 to ${ID_LENGTH_MAX} characters` },
    ]);
  }
  const may = {
    CREATE: entity.clientsMay.create,
    UPDATE: entity.clientsMay.update,
    DELETE: entity.clientsMay.delete,
  };
  if (!may[sent.operation] || principal.role === 'subscriber') {
    return rejected('NOT_WRITABLE', `Clients may not ${sent.operation.toLowerCase()} ${entity.table}.`, []);
  }
  return readFields(sent, entity);
}

function readFields(sent: SentChange, entity: SyncedEntity): ReadChange {
  if (sent.operation === 'DELETE') {
    const nothing = { fields: {}, prints: {}, whole: {}, stamp: null };
    return { change: { sent, entity, id: sent.id, operation: 'DELETE', ...nothing } };
  }
  const names = Object.keys(sent.payload).filter((name) => !CLIENT_BOOKKEEPING.has(name));
  const edited = sent.changedNames ?? names;
  const faults = faultsOfNames(sent, entity, names, edited);
  const forbidden = edited.filter((name) => isForbidden(entity, name));
  if (faults.length === 0 && forbidden.length > 0) {
    return rejected(
      'NOT_WRITABLE',
      'Some of the fields are not for clients to write.',
      forbidden.map((field) => ({ field, message: 'is not writable' })),
    );
  }
  const whole = readValues(entity, sent.payload, names, edited, faults);
  if (faults.length > 0) {
    return rejected('VALIDATION', 'Some of the values cannot be stored.', faults);
  }
  const fields = editedOf(whole, edited);
  return {
    change: {
      sent,
      entity,
      id: sent.id,
      operation: sent.operation,
      fields,
      prints: printsOf(fields),
      whole,
      stamp: stampOf(sent, edited),
    },
  };
}

function editedOf(
  whole: Readonly<Record<string, WireValue>>,
  edited: readonly string[],
): Readonly<Record<string, WireValue>> {
  const names = Object.keys(whole);
  if (names.every((name) => edited.includes(name))) {
    return whole;
  }
  const fields: Record<string, WireValue> = {};
  for (const name of names) {
    if (edited.includes(name)) {
      fields[name] = whole[name] ?? null;
    }
  }
  return fields;
}

function printsOf(fields: Readonly<Record<string, WireValue>>): Readonly<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const name of Object.keys(fields)) {
    prints[name] = fingerprint(fields[name] ?? null);
  }
  return prints;
}

function faultsOfNames(
  sent: SentChange,
  entity: SyncedEntity,
  names: readonly string[],
  edited: readonly string[],
): FieldFault[] {
  const isField = (name: string): boolean => Object.hasOwn(entity.fields, name);
  const isSent = (name: string): boolean => Object.hasOwn(sent.payload, name);
  if (names.every(isField) && edited.every((name) => isField(name) && isSent(name))) {
    return [];
  }
  const unknown = [...new Set([...names, ...edited])].filter((name) => !isField(name));
  const missing = edited.filter((name) => !isSent(name));
  return [
    ...unknown.map((field) => ({ field, message: 'is not a field of this table' })),
    ...missing.map((field) => ({ field, message: 'is named as changed but has no value' })),
  ];
}

/** Stamps of our own are let pass and ignored: stock clients send theirs. */
function isForbidden(entity: SyncedEntity, name: string): boolean {
  const field = entity.fields[name];
  return field !== undefined && field.writtenBy !== 'server' && !isClientWritable(entity, field);
}

/** Fields that were not edited are read leniently: they matter only if the record has to be created. */
function readValues(
  entity: SyncedEntity,
  payload: Readonly<Record<string, unknown>>,
  names: readonly string[],
  edited: readonly string[],
  faults: FieldFault[],
): Record<string, WireValue> {
  const values: Record<string, WireValue> = {};
  for (const name of names) {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    if (field === undefined || !isClientWritable(entity, field)) {
      continue;
    }
    const read = readFieldValue(field, payload[name]);
    if ('value' in read) {
      values[name] = read.value;
    } else if (edited.includes(name)) {
      faults.push({ field: name, message: read.fault });
    }
  }
  return values;
}

function stampOf(sent: SentChange, edited: readonly string[]): string | null {
  const stamp = edited.includes('updatedAt') ? sent.payload.updatedAt : undefined;
  return typeof stamp === 'number' || typeof stamp === 'string' ? String(stamp).slice(0, 40) : null;
}

/** The fields that a create has to bring and does not. */
export function missingForCreate({ entity, whole }: Change): FieldFault[] {
  const missing: FieldFault[] = [];
  for (const name in entity.fields) {
    const field = entity.fields[name];
    if (field !== undefined && !Object.hasOwn(whole, name) && isRequired(entity, field)) {
      missing.push({ field: name, message: 'is required' });
    }
  }
  return missing;
}

function isRequired(entity: SyncedEntity, field: SyncedField): boolean {
  return !field.isOptional && field.hasDefault !== true && isClientWritable(entity, field);
}

export function rejectionOf(
  code: RejectionCode,
  message: string,
  faults: readonly FieldFault[] = [],
): Rejection {
  return { code, message, faults: faults.slice(0, FAULTS_SHOWN_MAX) };
}

function rejected(code: RejectionCode, message: string, faults: readonly FieldFault[]): ReadChange {
  return { rejection: rejectionOf(code, message, faults) };
}
