import type { Sql } from '../../database/sql.js';
import { hidePersonal } from '../external-source/external-source.public.js';
import type { FieldConflict } from './change.js';
import type { Outcome } from './outcome.js';

/** Whose push met somebody else's change. */
interface ConflictSender {
  readonly deviceId: string | null;
  readonly userId: string;
}

/**
 * Keeps what a push settled, in its own transaction, for people to look at. A push without conflicts costs nothing
 * here, and one that comes again has none: it is answered from what is remembered of it.
 */
export async function saveConflicts(
  tx: Sql,
  { deviceId, userId }: ConflictSender,
  outcomes: readonly Outcome[],
): Promise<void> {
  const rows = outcomes.flatMap(({ change, conflicts }) =>
    conflicts.map((conflict) => ({
      entity: change.entity.table,
      record_id: change.id,
      field: conflict.field,
      kept: conflict.kept,
      ...valuesToKeep(conflict),
    })),
  );
  if (rows.length > 0) {
    await tx.query(
      `INSERT INTO push_conflict (device_id, user_id, entity, record_id, field, yours, theirs, kept)
       SELECT $1::uuid, $2, x.entity, x.record_id, x.field, x."values" -> 'yours', x."values" -> 'theirs', x.kept
       FROM jsonb_to_recordset($3::jsonb)
         AS x (entity text, record_id text, field text, kept text, "values" jsonb)`,
      [deviceId, userId, JSON.stringify(rows)],
    );
  }
}

/** As the quarantine shows them (ADR 19). Nobody applies them again, so what is hidden need not be kept at all. */
function valuesToKeep({ field, yours, theirs }: FieldConflict): { readonly values: object } {
  const hidden = (value: unknown): unknown => Object.values(hidePersonal({ [field]: value }) as object)[0];
  return { values: { yours: hidden(yours), theirs: hidden(theirs) } };
}
