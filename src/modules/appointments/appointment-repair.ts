import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { LOGICAL_DUPLICATES } from './appointment-rules.js';
import { RowBackups } from './row-backups.js';

/** What a repair does to a row, and nothing else: everything that needs a guess is left to a person (A9). */
export type RepairAction = 'blank-names-emptied' | 'spaces-in-ids-removed' | 'rows-without-ids-removed';

export interface RepairOutcome {
  /** In the order in which they were done; those that concerned no row are left out. */
  readonly actions: readonly { readonly action: RepairAction; readonly count: number }[];
  /** The file's name under `DATA_DIR/backups`; null when no row was touched. */
  readonly backup: string | null;
}

export interface ClearingOutcome {
  readonly removedCount: number;
  readonly backup: string | null;
}

/**
 * Repairs and clears stored appointments (A8, A9). The rows that will be touched are locked and written to a backup
 * first; without the backup nothing is changed. Each is one transaction. When PostgreSQL makes it begin again, the
 * backup of the first attempt stays beside the second one's.
 */
@Injectable()
export class AppointmentRepair {
  constructor(
    private readonly database: Database,
    private readonly backups: RowBackups,
  ) {}

  /** `actor`: the user, for the records' history; null for the operator at the command line. */
  async repair(actor: string | null): Promise<RepairOutcome> {
    return this.database.transaction(
      async (tx) => {
        const planned = await tx.query<PlannedRow>(PLAN);
        const backup = await this.backUp(tx, 'repair', planned);
        const actions: RepairOutcome['actions'][number][] = [];
        for (const { action, statement } of REPAIRS) {
          const ids = planned.filter((row) => row.actions.includes(action)).map((row) => row.id);
          if (ids.length > 0) {
            await tx.query(statement, [ids]);
            actions.push({ action, count: ids.length });
          }
        }
        return { actions, backup };
      },
      { actor },
    );
  }

  /**
   * Removes logical duplicates and keeps the oldest of each. They stay removed while the vendor still lists them and
   * the kept one lives; else the next import would bring them back.
   */
  async clear(actor: string | null): Promise<ClearingOutcome> {
    return this.database.transaction(
      async (tx) => {
        const duplicates = await tx.query<DuplicateRow>(LOGICAL_DUPLICATES);
        const backup = await this.backUp(tx, 'duplicates', duplicates);
        if (duplicates.length > 0) {
          await tx.query(REMEMBER_REMOVED, [JSON.stringify(duplicates), actor]);
          await tx.query(REMOVE, [duplicates.map((row) => row.id)]);
        }
        return { removedCount: duplicates.length, backup };
      },
      { actor },
    );
  }

  private async backUp(tx: Sql, purpose: string, touched: readonly { id: string }[]): Promise<string | null> {
    if (touched.length === 0) {
      return null;
    }
    const rows = await tx.query<{ row: unknown }>(LOCK_ROWS, [touched.map(({ id }) => id)]);
    return path.basename(
      await this.backups.write(
        purpose,
        rows.map(({ row }) => row),
      ),
    );
  }
}

interface PlannedRow {
  readonly id: string;
  readonly actions: readonly RepairAction[];
}

interface DuplicateRow {
  readonly id: string;
  readonly external_id: string | null;
  readonly kept_id: string;
}

const NAMES = ['lead_name', 'teacher_name', 'service_name'];
const IDS = ['lead_id', 'teacher_id', 'service_id'];
/** Digits with spaces around or between them: what was meant is certain. */
const SPACED_DIGITS = `'^[\\s0-9]*[0-9][\\s0-9]*$'`;

const isBlank = (column: string): string => `(${column} IS NOT NULL AND btrim(${column}) = '')`;
const isSpaced = (column: string): string => `(${column} ~ '\\s' AND ${column} ~ ${SPACED_DIGITS})`;
const isAny = (columns: readonly string[], test: (column: string) => string): string =>
  columns.map(test).join(' OR ');

/** Rows that something is done to. One that is removed is not repaired before. */
const PLAN = `
  SELECT id, actions
  FROM appointments CROSS JOIN LATERAL (
    SELECT CASE WHEN coalesce(external_id, '') = '' OR btrim(lead_id) = '' THEN ARRAY['rows-without-ids-removed']
      ELSE array_remove(ARRAY[
        CASE WHEN ${isAny(NAMES, isBlank)} THEN 'blank-names-emptied' END,
        CASE WHEN ${isAny(IDS, isSpaced)} THEN 'spaces-in-ids-removed' END], NULL) END AS actions
  ) AS plan
  WHERE cardinality(actions) > 0 ORDER BY id`;

const LOCK_ROWS = `
  SELECT to_jsonb(a) - 'scope' AS row FROM appointments AS a WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE`;

const REMOVE = `DELETE FROM appointments WHERE id = ANY ($1::text[])`;

const REPAIRS: readonly { readonly action: RepairAction; readonly statement: string }[] = [
  { action: 'rows-without-ids-removed', statement: REMOVE },
  {
    action: 'blank-names-emptied',
    statement: `UPDATE appointments SET updated_at = now(),
        ${NAMES.map((column) => `${column} = CASE WHEN btrim(${column}) <> '' THEN ${column} END`).join(', ')}
      WHERE id = ANY ($1::text[])`,
  },
  {
    action: 'spaces-in-ids-removed',
    statement: `UPDATE appointments SET updated_at = now(),
        ${IDS.map((column) => `${column} = CASE WHEN ${isSpaced(column)} THEN regexp_replace(${column}, '\\s', '', 'g') ELSE ${column} END`).join(', ')}
      WHERE id = ANY ($1::text[])`,
  },
];

const REMEMBER_REMOVED = `
  INSERT INTO appointment_removed (external_id, kept_id, removed_by)
  SELECT external_id, kept_id, $2
  FROM jsonb_to_recordset($1::jsonb) AS removed (external_id text, kept_id text)
  WHERE external_id IS NOT NULL
  ON CONFLICT (external_id) DO UPDATE SET kept_id = excluded.kept_id, removed_at = now(), removed_by = excluded.removed_by`;
