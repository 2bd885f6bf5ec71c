import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../../kernel/app-error.js';
import type { Principal } from '../../../kernel/principal.js';
import { QuarantineDesk } from './quarantine-desk.js';
import type { QuarantineEntry } from './quarantine-entry.js';
import type { QuarantineFilter } from './quarantine-filter.js';
import { Quarantine } from './quarantine.js';

/** Entries that one call works on: a request ends before anybody's patience does. */
export const BATCH_MAX = 50;

/** Some entries by their ids, or those of a filter, the oldest first, beginning behind the entry `after`. */
export type QuarantineSelection =
  { readonly ids: readonly string[] } | { readonly filter: QuarantineFilter; readonly after: string | null };

export interface QuarantineBatch {
  /** Entries that were tried. */
  readonly doneCount: number;
  /** Those of them that are resolved or ignored now. */
  readonly settledCount: number;
  /** Entries of the filter that are still to be tried. */
  readonly leftCount: number;
  /** Where the next call goes on; null when nothing is left. */
  readonly next: string | null;
  /** Why the first of those that are not settled is not; null when all are. */
  readonly problem: string | null;
}

/**
 * Retries or ignores many entries, some at a call, each in a transaction of its own: one that fails costs no other. It
 * ends also when entries stay bad, because a call goes on behind the last entry of the one before.
 */
@Injectable()
export class QuarantineBatches {
  private readonly log = new Logger(QuarantineBatches.name);

  constructor(
    private readonly quarantine: Quarantine,
    private readonly desk: QuarantineDesk,
  ) {}

  retry(selection: QuarantineSelection, principal: Principal): Promise<QuarantineBatch> {
    return this.settleEach(selection, (id) => this.desk.retryUnseen(id, principal));
  }

  ignore(selection: QuarantineSelection, principal: Principal): Promise<QuarantineBatch> {
    return this.settleEach(selection, (id) => this.desk.ignore(id, principal));
  }

  private async settleEach(
    selection: QuarantineSelection,
    settle: (id: string) => Promise<QuarantineEntry>,
  ): Promise<QuarantineBatch> {
    const { ids, leftCount } = await this.choose(selection);
    const problems: string[] = [];
    for (const id of ids) {
      const problem = await this.problemOf(id, settle);
      if (problem !== null) {
        problems.push(problem);
      }
    }
    return {
      doneCount: ids.length,
      settledCount: ids.length - problems.length,
      leftCount,
      next: leftCount === 0 ? null : (ids.at(-1) ?? null),
      problem: problems[0] ?? null,
    };
  }

  private async choose(
    selection: QuarantineSelection,
  ): Promise<{ readonly ids: readonly string[]; readonly leftCount: number }> {
    if ('ids' in selection) {
      return { ids: [...new Set(selection.ids)], leftCount: 0 };
    }
    const { ids, total } = await this.quarantine.listIds(selection.filter, selection.after, BATCH_MAX);
    return { ids, leftCount: total - ids.length };
  }

  /** Null when the entry is settled. Throws `UNAVAILABLE` only: then the others would fail as well. */
  private async problemOf(
    id: string,
    settle: (id: string) => Promise<QuarantineEntry>,
  ): Promise<string | null> {
    try {
      const entry = await settle(id);
      return entry.state === 'open' ? entry.reason : null;
    } catch (error) {
      if (!(error instanceof AppError)) {
        this.log.error(error);
        return 'Something went wrong on our side';
      }
      if (error.code === 'UNAVAILABLE') {
        throw error;
      }
      return error.message;
    }
  }
}
