import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import type { Sql } from '../../../database/sql.js';
import { AppError } from '../../../kernel/app-error.js';
import { isUuid } from '../../../kernel/ids.js';
import type { Principal } from '../../../kernel/principal.js';
import { Sources } from '../sources.js';
import type { QuarantineEntry } from './quarantine-entry.js';
import { QuarantineReappliers, type Reapplication } from './quarantine-reappliers.js';
import { hasHidden, restoreHidden } from './personal-values.js';
import { Quarantine } from './quarantine.js';

/** What a person may do with an entry of the quarantine. Each call is one transaction, its effect included. */
@Injectable()
export class QuarantineDesk {
  constructor(
    private readonly database: Database,
    private readonly quarantine: Quarantine,
    private readonly reappliers: QuarantineReappliers,
    private readonly sources: Sources,
  ) {}

  /** Applies the payload once more: the fault may have been ours. Answers the entry, resolved or with its new reason. */
  retry(id: string, principal: Principal): Promise<QuarantineEntry> {
    return this.settle(id, (tx, entry) => this.reapply(tx, entry, entry.payload, principal));
  }

  /**
   * The same for one of many, which nobody has looked at by itself. Throws `CONFLICT` when it would write over what was
   * stored since the entry came.
   */
  retryUnseen(id: string, principal: Principal): Promise<QuarantineEntry> {
    return this.settle(id, async (tx, entry) => {
      if ((await this.reappliers.get(entry.kind).isOutdated?.(tx, entry)) === true) {
        throw new AppError('CONFLICT', 'The record was changed since then: look at this entry by itself');
      }
      await this.reapply(tx, entry, entry.payload, principal);
    });
  }

  /**
   * Applies a corrected payload, and keeps it; what is still hidden in it is as it was. Answers the entry, resolved or
   * with its new reason.
   */
  correct(id: string, payload: unknown, principal: Principal): Promise<QuarantineEntry> {
    return this.settle(id, (tx, entry) =>
      this.reapply(tx, entry, restoreHidden(payload, entry.payload), principal),
    );
  }

  /** Closes the entry without applying it; the same bad record does not open it again. */
  ignore(id: string, principal: Principal): Promise<QuarantineEntry> {
    return this.settle(id, (tx, entry) =>
      this.quarantine.settle(tx, id, {
        ...entry,
        state: 'ignored',
        secretKeys: this.secretKeysOf(entry),
        resolvedBy: principal.userId,
      }),
    );
  }

  /** Throws `NOT_FOUND`. */
  async get(id: string): Promise<QuarantineEntry> {
    const entry = isUuid(id) ? await this.quarantine.find(id) : null;
    if (entry === null) {
      throw notFound();
    }
    return entry;
  }

  private async settle(
    id: string,
    work: (tx: Sql, entry: QuarantineEntry) => Promise<void>,
  ): Promise<QuarantineEntry> {
    await this.get(id);
    return this.database.transaction(async (tx) => {
      const entry = await this.quarantine.findForUpdate(tx, id);
      if (entry === null) {
        throw notFound();
      }
      if (entry.state === 'resolved') {
        throw new AppError('CONFLICT', 'This entry is resolved already');
      }
      await work(tx, entry);
      return (await this.quarantine.find(id, tx)) ?? entry;
    });
  }

  private async reapply(
    tx: Sql,
    entry: QuarantineEntry,
    payload: unknown,
    principal: Principal,
  ): Promise<void> {
    const outcome = hasHidden(payload)
      ? UNREADABLE
      : await this.reappliers.get(entry.kind).reapply(tx, entry, payload);
    const attempts = entry.attempts + 1;
    const secretKeys = this.secretKeysOf(entry);
    await this.quarantine.settle(
      tx,
      entry.id,
      outcome.applied
        ? {
            ...entry,
            payload,
            secretKeys,
            attempts,
            state: 'resolved',
            resolvedBy: principal.userId,
            recordId: outcome.recordId ?? entry.recordId,
          }
        : {
            ...entry,
            payload,
            secretKeys,
            attempts,
            state: 'open',
            reason: outcome.reason,
            code: outcome.code,
            resolvedBy: null,
          },
    );
  }

  private secretKeysOf({ sourceKey }: QuarantineEntry): readonly string[] {
    return (sourceKey === null ? null : this.sources.find(sourceKey))?.manifest.secretKeys ?? [];
  }
}

/** Hidden values of an entry from before JWT_SECRET was changed, or of one that came without them. */
const UNREADABLE: Reapplication = {
  applied: false,
  code: 'VALIDATION',
  reason:
    'A hidden value of the payload can no longer be read: write it anew, or let its sender send it again.',
};

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such entry in the quarantine');
}
