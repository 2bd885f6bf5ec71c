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
  const [stamp = '', ...words] = text.split(' ');
  const fields: Record<string, LastSent['fields'][string]> = {};
  const names: string[] = [];
  for (const word of words) {
    const [marked = '', cursor = '', prints = ''] = word.split(':');
    const name = marked.startsWith('*') ? marked.slice(1) : marked;
    const values = prints.split(',');
    const earlier = values.slice(0, -1);
    fields[name] = {
      value: values.at(-1) ?? '',
      pulledAt: cursor === '' ? null : Number(cursor),
      ...(earlier.length > 0 && { earlier }),
    };
    if (name !== marked) {
      names.push(name);
    }
  }
  return { fields, names, stamp: stamp === '' ? null : decodeURIComponent(stamp) };
}

/** What is to be remembered after these changes to one record, as {@link lastSentOf} reads it. */
export function ledgerText(
  edits: readonly Change[],
  before: LastSent | null,
  pulledAt: number | null,
): string {
  const words: string[] = [encodeURIComponent(edits.at(-1)?.stamp ?? '')];
  const names = new Set(edits.flatMap((edit) => Object.keys(edit.fields)));
  for (const name of names) {
    words.push(`*${name}:${pulledAt ?? ''}:${valuesOf(edits, name).map(fingerprint).join()}`);
  }
  for (const [name, { value, pulledAt: then, earlier }] of Object.entries(before?.fields ?? {})) {
    if (!names.has(name)) {
      words.push(`${name}:${then ?? ''}:${[...(earlier ?? []), value].join()}`);
    }
  }
  return words.join(' ');
}
