import type { Change } from './change.js';
import { fingerprint, type LastSent, valuesOf } from './replayed-fields.js';

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

/** What is to be remembered after these changes to one record, as {@link lastSentOf} reads it. */
export function ledgerText(edits: readonly Change[], before: string | null, pulledAt: number | null): string {
  const stamp = edits.at(-1)?.stamp ?? null;
  const names = namesOf(edits);
  let text = stamp === null ? '' : encodeURIComponent(stamp);
  for (const name of names) {
    text += ` *${name}:${pulledAt ?? ''}:${printsOf(edits, name)}`;
  }
  return before === null ? text : text + wordsOfOthers(before, names);
}

function printsOf(edits: readonly Change[], name: string): string {
  const [first] = edits;
  return first !== undefined && edits.length === 1
    ? fingerprint(first.fields[name] ?? null)
    : valuesOf(edits, name).map(fingerprint).join();
}

function namesOf(edits: readonly Change[]): string[] {
  const [first] = edits;
  return first !== undefined && edits.length === 1
    ? Object.keys(first.fields)
    : [...new Set(edits.flatMap((edit) => Object.keys(edit.fields)))];
}

/** What the ledger has of other fields stays, no longer marked as of the last push. */
function wordsOfOthers(before: string, names: readonly string[]): string {
  let text = '';
  for (const word of before.split(' ').slice(1)) {
    const unmarked = word.startsWith('*') ? word.slice(1) : word;
    if (!names.includes(unmarked.slice(0, unmarked.indexOf(':')))) {
      text += ` ${unmarked}`;
    }
  }
  return text;
}
