/** One column of an export. */
export interface CsvColumn<Item> {
  readonly title: string;
  readonly value: (item: Item) => string | number | boolean | null | undefined;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** What a spreadsheet takes for the beginning of a formula, also behind spaces (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/;

/**
 * A table as RFC 4180 has it, with a byte order mark, because Excel reads anything else in the machine's own
 * code page. A cell that a spreadsheet would run as a formula begins with an apostrophe instead; numbers do not.
 */
export function csvOf<Item>(columns: readonly CsvColumn<Item>[], items: readonly Item[]): string {
  const rows = items.map((item) => columns.map((column) => column.value(item)));
  const lines = [columns.map((column) => column.title), ...rows].map((cells) => cells.map(cellOf).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function cellOf(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
