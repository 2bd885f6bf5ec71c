import type { FieldValue } from '../external-source/external-source.public.js';
import type { WireValue } from '../pull/pull.public.js';
import type { SyncedEntity, SyncedField } from '../synced-entity/synced-entity.public.js';
import type { OutgoingConflict, WireFields } from './outgoing-change.js';

/** The three sides of a delivery. */
export interface Sides {
  /** What the person set. */
  readonly wanted: WireFields;
  /** What the vendor had then, as far as was known. */
  readonly base: WireFields;
  /** What the vendor has now; null when it cannot be asked. */
  readonly found: Readonly<Record<string, FieldValue>> | null;
}

export interface Reconciliation {
  /** To be sent: all of it together, so that every attempt is the same request; null when the vendor has it already. */
  readonly send: WireFields | null;
  readonly conflicts: readonly OutgoingConflict[];
}

/**
 * Compares what a person set with what the vendor has, field by field. Pure. A conflict is a field that the vendor
 * changed meanwhile to something else; the field's policy settles it, as it does between two devices
 * (SYNC-PROTOCOL §5). `newest-wins` cannot be settled, because nobody knows when the vendor's edit was made: it is
 * `undecided`. A field that the vendor changed and we did not is none of this function's business: it is not sent.
 */
export function reconcile(entity: SyncedEntity, { wanted, base, found }: Sides): Reconciliation {
  const send: Record<string, WireValue> = {};
  const conflicts: OutgoingConflict[] = [];
  let isAllThere = true;
  for (const [name, yours] of Object.entries(wanted)) {
    const field = fieldOf(entity, name);
    const theirs = found?.[name];
    const isThere = theirs !== undefined && isSame(field, theirs, yours);
    const conflict = isThere ? null : conflictOf(field, base[name], theirs);
    if (conflict !== null) {
      conflicts.push({ field: name, yours, ...conflict });
    }
    if (conflict === null || conflict.kept === 'yours') {
      send[name] = yours;
      isAllThere &&= isThere;
    }
  }
  return { send: isAllThere ? null : send, conflicts };
}

/** Null when the vendor has left the field alone, or nobody can tell. */
function conflictOf(
  field: SyncedField,
  before: WireValue | undefined,
  now: FieldValue | undefined,
): Pick<OutgoingConflict, 'theirs' | 'kept'> | null {
  if (before === undefined || now === undefined || isSame(field, before, now)) {
    return null;
  }
  return { theirs: toWire(now), kept: KEPT[field.onConflict ?? 'client-wins'] };
}

const KEPT = {
  'client-wins': 'yours',
  'server-wins': 'theirs',
  'newest-wins': 'undecided',
} as const;

/** Fields that the vendor's answer shows with another value than the one that it was sent. */
export function disobeyed(
  entity: SyncedEntity,
  sent: WireFields,
  answered: Readonly<Record<string, FieldValue>>,
): OutgoingConflict[] {
  return Object.entries(sent).flatMap(([name, yours]) => {
    const theirs = answered[name];
    return theirs === undefined || isSame(fieldOf(entity, name), theirs, yours)
      ? []
      : [{ field: name, yours, theirs: toWire(theirs), kept: 'undecided' as const }];
  });
}

/** The values as a connector takes them. */
export function toFieldValues(entity: SyncedEntity, fields: WireFields): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, FieldValue] => {
      const isInstant = fieldOf(entity, name).type === 'instant' && typeof value === 'number';
      return [name, isInstant ? new Date(value) : value];
    }),
  );
}

function fieldOf(entity: SyncedEntity, name: string): SyncedField {
  const field = entity.fields[name];
  if (field === undefined) {
    throw new Error(`${entity.table} has no field ${name}`);
  }
  return field;
}

function isSame(field: SyncedField, one: FieldValue, other: FieldValue): boolean {
  return canonical(field, one) === canonical(field, other);
}

/** One spelling a value: `12.5` is `12.50`, and an instant is the same as text, number or date. */
function canonical(field: SyncedField, value: FieldValue): WireValue {
  if (value === null) {
    return null;
  }
  switch (field.type) {
    case 'decimal':
      return canonicalDecimal(toText(value));
    case 'integer':
      return Number(value);
    case 'instant':
      return typeof value === 'string' ? Date.parse(value) : Number(value);
    case 'string':
    case 'boolean':
      return toWire(value);
  }
}

function canonicalDecimal(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

function toText(value: FieldValue): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function toWire(value: FieldValue): WireValue {
  return value instanceof Date ? value.getTime() : value;
}
