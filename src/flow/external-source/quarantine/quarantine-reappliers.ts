import { Injectable } from '@nestjs/common';
import type { Sql } from '../../../database/sql.js';
import type { QuarantineEntry } from './quarantine-entry.js';

export type Reapplication =
  /** `recordId` is ours, of the record that the payload is now; null or left out when nothing was to be stored. */
  | { readonly applied: true; readonly recordId?: string | null }
  /** Still bad; the sentence and the code replace the old ones. */
  | { readonly applied: false; readonly reason: string; readonly code: string };

/** Applies a payload of the quarantine again, in the transaction that settles its entry. */
export interface QuarantineReapplier {
  /** Must have no effect when it answers `applied: false`; may throw what makes the caller's request fail. */
  reapply(tx: Sql, entry: QuarantineEntry, payload: unknown): Promise<Reapplication>;
  /** True when applying the entry would write over what was stored since it came. Left out: it never would. */
  isOutdated?(tx: Sql, entry: QuarantineEntry): Promise<boolean>;
}

/** Who re-applies which kind of entry: ingest the records, push the changes. Each announces itself at start. */
@Injectable()
export class QuarantineReappliers {
  private readonly byKind = new Map<QuarantineEntry['kind'], QuarantineReapplier>();

  register(kind: QuarantineEntry['kind'], reapplier: QuarantineReapplier): void {
    if (this.byKind.has(kind)) {
      throw new Error(`Somebody re-applies quarantined ${kind} entries already`);
    }
    this.byKind.set(kind, reapplier);
  }

  get(kind: QuarantineEntry['kind']): QuarantineReapplier {
    const reapplier = this.byKind.get(kind);
    if (reapplier === undefined) {
      throw new Error(`Nobody re-applies quarantined ${kind} entries`);
    }
    return reapplier;
  }
}
