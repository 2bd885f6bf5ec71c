import type { Change } from './change.js';
import { type LastSent, printsOf } from './replayed-fields.js';

/*
 * The ledger's text of a record, which only this file reads: the edit stamp, then a word a field,
 *   [*]name:cursor:fingerprint[,fingerprint…]
 * A star marks the fields of the last push; the last fingerprint is of the value sent last, those before it of
 * what the same push sent earlier. Not JSON: a push writes a thousand of them, and quotes cost.
 */

/** Reads what the ledger has of a record. */
export function lastSentOf(text: string): LastSent {
  const fields: Record<string, LastSent['fields'][string]> = {};
  const names: string[] = [];
  let from = text.indexOf(' ');
  const stamp = from === -1 ? text : text.slice(0, from);
  while (from !== -1) {
    const start = from + 1;
    from = text.indexOf(' ', start);
    const isOfLastPush = text.startsWith('*', start);
    const nameEnd = text.indexOf(':', start);
    const name = text.slice(isOfLastPush ? start + 1 : start, nameEnd);
    const cursorEnd = text.indexOf(':', nameEnd + 1);
    const cursor = text.slice(nameEnd + 1, cursorEnd);
    const prints = text.slice(cursorEnd + 1, from === -1 ? undefined : from);
    fields[name] = sentField(prints, cursor === '' ? null : Number(cursor));
    if (isOfLastPush) {
      names.push(name);
    }
  }
  return { fields, names, stamp: stamp === '' ? null : decodeURIComponent(stamp) };
}

function sentField(prints: string, pulledAt: number | null): LastSent['fields'][string] {
  if (!prints.includes(',')) {
    return { value: prints, pulledAt };
  }
  const values = prints.split(',');
  return { value: values.at(-1) ?? '', pulledAt, earlier: values.slice(0, -1) };
}

/** Writes the ledger's texts of a push. */
export class LedgerWriter {
  /** How the word of a field begins: the same in all records of the push. */
  private readonly beginnings = new Map<string, string>();

  /** `pulledAt`: the cursor that the device named. */
  constructor(private readonly pulledAt: number | null) {}

  /** What is to be remembered after these changes to one record, as {@link lastSentOf} reads it. */
  textOf(edits: readonly Change[], before: string | null): string {
    const stamp = edits.at(-1)?.stamp ?? null;
    const names = namesOf(edits);
    let text = stamp === null ? '' : encodeURIComponent(stamp);
    for (const name of names) {
      text += this.beginningOf(name) + printsText(edits, name);
    }
    return before === null ? text : text + wordsOfOthers(before, names);
  }

  private beginningOf(name: string): string {
    const known = this.beginnings.get(name);
    if (known !== undefined) {
      return known;
    }
    const beginning = ` *${name}:${this.pulledAt ?? ''}:`;
    this.beginnings.set(name, beginning);
    return beginning;
  }
}

function printsText(edits: readonly Change[], name: string): string {
  const [first] = edits;
  return first !== undefined && edits.length === 1
    ? (first.prints[name] ?? '')
    : printsOf(edits, name).join();
}

function namesOf(edits: readonly Change[]): string[] {
  const [first] = edits;
  return first !== undefined && edits.length === 1
    ? Object.keys(first.prints)
    : [...new Set(edits.flatMap((edit) => Object.keys(edit.prints)))];
}

/** What the ledger has of other fields stays, no longer marked as of the last push. */
function wordsOfOthers(before: string, names: readonly string[]): string {
  let text = '';
  let from = before.indexOf(' ');
  while (from !== -1) {
    const start = before.startsWith('*', from + 1) ? from + 2 : from + 1;
    from = before.indexOf(' ', start);
    const name = before.slice(start, before.indexOf(':', start));
    if (!names.includes(name)) {
      text += ` ${before.slice(start, from === -1 ? undefined : from)}`;
    }
  }
  return text;
}
