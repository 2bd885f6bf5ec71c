import type { ListQuery } from './list-query.js';

/** What the caller searches for, without the spaces around it; null when nothing is left. */
export function searchedText({ search }: Pick<ListQuery, 'search'>): string | null {
  const text = search?.trim() ?? '';
  return text === '' ? null : text;
}

/**
 * A LIKE pattern that finds `text` anywhere. The caller's `%`, `_` and `\` mean themselves, so that a
 * search for "100 %" does not find everything. For {@link containsSql}.
 */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}

/**
 * The condition that `column` contains the text of the parameter `:pattern` in any case. The collation is
 * named because the database's own, C, sorts by bytes and knows no case but ASCII's, while names are often
 * Cyrillic. `column` is put into the statement as it is: never a caller's own words (FAULTS H12).
 */
export function containsSql(column: string): string {
  return `${column} COLLATE "und-x-icu" ILIKE :pattern`;
}
