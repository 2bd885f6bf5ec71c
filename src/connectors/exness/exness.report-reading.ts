import { SourceError } from '../../flow/external-source/external-source.public.js';

export interface ReportPage {
  readonly rows: readonly unknown[];
  /** How many rows the report has; null when the vendor does not say. */
  readonly count: number | null;
}

const PAGES_MAX = 10_000;

/** Follows one report from page to page, and tells whether it held still meanwhile. */
export class ReportReading {
  /** Rows to skip for the next page: what came, however many were asked for. */
  offset = 0;
  hasEnded = false;
  private readonly byKey = new Map<string, unknown>();
  private announced: number | null = null;
  private pageCount = 0;

  /** `report`: for the sentences of errors. */
  constructor(private readonly report: string) {}

  /** Throws `temporary` when the report has grown or shrunk since its first page, `source-schema` when it does not end. */
  add({ rows, count }: ReportPage): void {
    if (this.announced !== null && count !== null && count !== this.announced) {
      throw new SourceError('temporary', `The list of ${this.report} changed while it was read`);
    }
    this.announced = count ?? this.announced;
    this.pageCount += 1;
    const knownCount = this.byKey.size;
    rows.forEach((row, index) => this.byKey.set(rowKey(row, this.offset + index), row));
    this.offset += rows.length;
    this.hasEnded = rows.length === 0 || (this.announced !== null && this.offset >= this.announced);
    if (!this.hasEnded && (this.byKey.size === knownCount || this.pageCount === PAGES_MAX)) {
      throw new SourceError('source-schema', `The pages of the list of ${this.report} do not end`);
    }
  }

  /** Each row once. Throws `temporary` when they are not as many as were announced: one has slipped between two pages. */
  rows(): readonly unknown[] {
    if (this.announced !== null && this.byKey.size !== this.announced) {
      throw new SourceError(
        'temporary',
        `The list of ${this.report} announced ${this.announced} rows and had ${this.byKey.size}`,
      );
    }
    return [...this.byKey.values()];
  }
}

/** Which row it is, to see one that came twice; a row that says nothing of itself is its place. */
function rowKey(row: unknown, place: number): string {
  if (typeof row !== 'object' || row === null) {
    return `place ${place}`;
  }
  const key = ['id', 'client_uid', 'client_account', 'partner_account'].map(
    (name): unknown => Reflect.get(row, name) ?? null,
  );
  return key.every((part) => part === null) ? `place ${place}` : JSON.stringify(key);
}
