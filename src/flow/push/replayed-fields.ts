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
  /** Fingerprints of its values by field. */
  readonly prints: Readonly<Record<string, string>>;
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
  for (const name of Object.keys(edit.prints)) {
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
  const wasAnswered = last.names.some((name) => !now.edits.some(({ prints }) => Object.hasOwn(prints, name)));
  const isStampNew = edit.stamp !== null && last.stamp !== null && edit.stamp !== last.stamp;
  return wasAnswered || (isStampNew && repeatedCount === Object.keys(edit.prints).length);
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
    return only.prints[name] === sent.value;
  }
  const again = printsOf(now.edits, name);
  const place = now.index === 0 ? 0 : printsOf(now.edits.slice(0, now.index), name).length;
  const earlier = sent.earlier ?? [];
  return (
    place <= earlier.length &&
    earlier.every((print, index) => print === again[index]) &&
    sent.value === again[earlier.length]
  );
}

/** The fingerprints of the values that these changes give a field, in order. */
export function printsOf(edits: readonly SentEdit[], name: string): string[] {
  const found: string[] = [];
  for (const { prints } of edits) {
    const print = prints[name];
    if (print !== undefined && Object.hasOwn(prints, name)) {
      found.push(print);
    }
  }
  return found;
}

function sentBefore(last: LastSent, name: string): SentField | null {
  return Object.hasOwn(last.fields, name) ? (last.fields[name] ?? null) : null;
}
