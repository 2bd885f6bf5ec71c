import type { IncomingRecord } from './incoming-record.js';

export interface StoredRecord {
  readonly id: string;
  readonly externalId: string;
}

export interface RefusedRecord {
  readonly record: IncomingRecord;
  /** In plain words, without values. */
  readonly reason: string;
  /** SQLSTATE, the matcher's word, or `unstorable-text` for what was refused before any SQL. */
  readonly code: string;
}

export interface IngestOutcome {
  readonly created: readonly StoredRecord[];
  /** Rows whose synced fields or children changed. */
  readonly updated: readonly StoredRecord[];
  readonly unchangedCount: number;
  readonly refused: readonly RefusedRecord[];
  /** Records that were only for stored rows, and had none: by their word. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** More records of a page are bad than a bad record can explain: the page's shape is wrong, not its rows. */
export class TooManyRefusals extends Error {
  constructor(readonly sample: RefusedRecord) {
    super(`Too many records of one page cannot be stored: ${sample.reason}`);
    this.name = 'TooManyRefusals';
  }
}

/** What one statement has stored. */
export interface Written {
  readonly created: readonly StoredRecord[];
  readonly updated: readonly StoredRecord[];
}

/** Collects what became of the parts of a page. */
export class PageOutcome {
  private readonly created: StoredRecord[] = [];
  private readonly updated: StoredRecord[] = [];
  private readonly refused: RefusedRecord[] = [];

  constructor(private readonly refusalsMax: number) {}

  add(written: Written): void {
    this.created.push(...written.created);
    this.updated.push(...written.updated);
  }

  refuse(refusal: RefusedRecord): void {
    this.refused.push(refusal);
    if (this.refused.length > this.refusalsMax) {
      throw new TooManyRefusals(refusal);
    }
  }

  outcome(recordCount: number, skipped: IngestOutcome['skipped']): IngestOutcome {
    const { created, updated, refused } = this;
    const skippedCount = Object.values(skipped).reduce((sum, count) => sum + count, 0);
    const unchangedCount = recordCount - created.length - updated.length - refused.length - skippedCount;
    return { created, updated, refused, unchangedCount, skipped };
  }
}
