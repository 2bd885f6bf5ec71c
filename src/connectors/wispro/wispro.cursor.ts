import { SourceError } from '../../flow/external-source/external-source.public.js';

/** The page to read next. `pass` 2: once more through a list that changed its length while it was read. */
export interface WisproPlace {
  readonly pass: 1 | 2;
  readonly page: number;
}

const CURSOR = /^(again:)?([1-9]\d{0,8})$/;

/** A page number, or `again:` and a page number. */
export function cursorOf({ pass, page }: WisproPlace): string {
  return pass === 1 ? String(page) : `again:${page}`;
}

/** Where a run begins or goes on. Throws `cursor-expired` for what was never a cursor of ours. */
export function placeOf(cursor: string | null): WisproPlace {
  if (cursor === null) {
    return { pass: 1, page: 1 };
  }
  const found = CURSOR.exec(cursor);
  if (found === null) {
    throw new SourceError('cursor-expired', 'The cursor is not a page number');
  }
  return { pass: found[1] === undefined ? 1 : 2, page: Number(found[2]) };
}
