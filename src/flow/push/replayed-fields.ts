import type { WireValue } from '../pull/pull.public.js';

const NONE: ReadonlySet<string> = new Set();

interface SentField {
  /** Fingerprint of the value sent last. */
  readonly value: string;
  /** The device's cursor then. */
  readonly pulledAt: number | null;
  /** What the same push sent before it, in order: a queue that sends change by change. */
  readonly earlier?: readonly string[];
}

/** What a device last sent of a record (table push_ledger). */
export interface LastSent {
  readonly fields: Readonly<Record<string, SentField>>;
  /** The fields of the last push. */
  readonly names: readonly string[];
  readonly stamp: string | null;
}

/** One change of a push to a record. */
export interface SentEdit {
  readonly fields: Readonly<Record<string, WireValue>>;
  readonly stamp: string | null;
}

export interface NowSent {
  /** All changes of this push to the record, in order. */
  readonly edits: readonly SentEdit[];
  /** Which of them is asked about. */
  readonly index: number;
  readonly pulledAt: number | null;
}

/**
 * Which fields of a change without an id are only repeated, so that they must not be written over what
 * somebody else has stored since. A client whose push was stored but whose answer was lost keeps its
 * fields marked as changed and sends them again, perhaps with further ones, perhaps after a pull:
 *
 * - sent on an older cursor than the last value of the field: a late copy, repeated;
 * - the last values on the same cursor: repeated, for nothing has happened to the client in between;
 * - the last values on a newer cursor: repeated, unless the client evidently had its answer (the last push
 *   did not name the field any more, or this one no longer names all of its fields), or the person made the
 *   edit again (a new edit stamp that no other field explains);
 * - other values: a new edit.
 */
export function replayedFields(last: LastSent | null, now: NowSent): ReadonlySet<string> {
  const edit = now.edits[now.index];
  if (last === null || edit === undefined) {
    return NONE;
  }
  const certain: string[] = [];
  const likely: string[] = [];
  for (const name of Object.keys(edit.fields)) {
    const repetition = repetitionOf(last, now, name);
    if (repetition === 'certain') {
      certain.push(name);
    } else if (repetition === 'likely') {
      likely.push(name);
    }
  }
  if (likely.length > 0 && !isMeant(last, now, edit, certain.length + likely.length)) {
    certain.push(...likely);
  }
  return certain.length === 0 ? NONE : new Set(certain);
}

/** Fields that look repeated after a pull are meant: the client had its answer, or the person made the edit again. */
function isMeant(last: LastSent, now: NowSent, edit: SentEdit, repeatedCount: number): boolean {
  const wasAnswered = last.names.some((name) => !now.edits.some(({ fields }) => Object.hasOwn(fields, name)));
  const isStampNew = edit.stamp !== null && last.stamp !== null && edit.stamp !== last.stamp;
  return wasAnswered || (isStampNew && repeatedCount === Object.keys(edit.fields).length);
}

function repetitionOf(last: LastSent, now: NowSent, name: string): 'certain' | 'likely' | null {
  const sent = sentBefore(last, name);
  if (sent === null) {
    return null;
  }
  const { pulledAt } = now;
  if (pulledAt !== null && sent.pulledAt !== null && pulledAt < sent.pulledAt) {
    return 'certain';
  }
  if (!isSentAgain(sent, now, name)) {
    return null;
  }
  if (pulledAt !== null && pulledAt === sent.pulledAt) {
    return 'certain';
  }
  return last.names.includes(name) ? 'likely' : null;
}

/** This push sends the field through the same values as the last one did, and the asked change is one of those. */
function isSentAgain(sent: SentField, now: NowSent, name: string): boolean {
  const [only] = now.edits;
  if (only !== undefined && now.edits.length === 1 && sent.earlier === undefined) {
    return fingerprint(only.fields[name] ?? null) === sent.value;
  }
  const again = valuesOf(now.edits, name);
  const place = now.index === 0 ? 0 : valuesOf(now.edits.slice(0, now.index), name).length;
  const earlier = sent.earlier ?? [];
  return (
    place <= earlier.length &&
    earlier.every((value, index) => isPrintOf(value, again, index)) &&
    isPrintOf(sent.value, again, earlier.length)
  );
}

function isPrintOf(print: string, values: readonly WireValue[], index: number): boolean {
  return index < values.length && fingerprint(values[index] ?? null) === print;
}

/**
 * Tells whether two values are the same: the ledger keeps no content. 53 bits mixed from the text's characters
 * (a multiplicative hash in two lanes); a push makes thousands of them, and nobody gains by forging one.
 */
export function fingerprint(value: WireValue): string {
  const text = typeof value === 'string' ? `"${value}` : String(value);
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 2_654_435_761);
    high = Math.imul(high ^ unit, 1_597_334_677);
  }
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return `${4_294_967_296 * (2_097_151 & high) + (low >>> 0)}`;
}

/** The values that these changes give a field, in order. */
export function valuesOf(edits: readonly SentEdit[], name: string): WireValue[] {
  const values: WireValue[] = [];
  for (const { fields } of edits) {
    if (Object.hasOwn(fields, name)) {
      values.push(fields[name] ?? null);
    }
  }
  return values;
}

function sentBefore(last: LastSent, name: string): SentField | null {
  return Object.hasOwn(last.fields, name) ? (last.fields[name] ?? null) : null;
}
