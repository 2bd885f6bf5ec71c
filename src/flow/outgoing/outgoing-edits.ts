import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/sql.js';
import { Sources } from '../external-source/external-source.public.js';
import type { SyncedEntity } from '../synced-entity/synced-entity.public.js';
import type { WireFields } from './outgoing-change.js';

/** What a person set of one record. */
export interface RecordEdits {
  readonly id: string;
  readonly fields: WireFields;
}

/** Where a table's edits go. */
interface Destination {
  readonly sourceKey: string;
  readonly fields: readonly string[];
}

/**
 * Puts edits on the outgoing queue, in the transaction that stores them: an edit without its delivery, or a delivery
 * without its edit, cannot be (S6). Called by the one place through which people's edits go, push.
 */
@Injectable()
export class OutgoingEdits {
  constructor(private readonly sources: Sources) {}

  /**
   * Call it when the edits have been written and their rows are still locked. Costs nothing for a table that no
   * vendor takes edits of, else one statement; records that came from nowhere are left out.
   */
  async enqueue(tx: Sql, entity: SyncedEntity, edits: readonly RecordEdits[], author: string): Promise<void> {
    const destination = edits.length === 0 ? null : this.destinationOf(entity.table);
    if (destination === null) {
      return;
    }
    const outgoing = edits
      .map(({ id, fields }) => ({ id, fields: pick(fields, destination.fields) }))
      .filter(({ fields }) => Object.keys(fields).length > 0);
    if (outgoing.length > 0) {
      await tx.query(enqueueSql(entity.table), [
        JSON.stringify(outgoing),
        destination.sourceKey,
        entity.table,
        author,
      ]);
    }
  }

  private destinationOf(table: string): Destination | null {
    for (const { manifest, connector } of this.sources.list()) {
      const fields = connector?.apply === undefined ? undefined : connector.writable?.[table];
      if (fields !== undefined && fields.length > 0) {
        return { sourceKey: manifest.key, fields };
      }
    }
    return null;
  }
}

function pick(fields: WireFields, names: readonly string[]): WireFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

/** `base` is what the vendor last said of the fields: whoever finds something else there has found a conflict. */
function enqueueSql(table: string): string {
  return `
    INSERT INTO outgoing_change (source_key, entity, record_id, external_id, fields, base, created_by)
    SELECT $2, $3, t.id, t.external_id, x.fields,
           (SELECT coalesce(jsonb_object_agg(name, t.upstream -> name), '{}')
            FROM jsonb_object_keys(x.fields) AS name WHERE t.upstream ? name),
           $4
    FROM jsonb_to_recordset($1::jsonb) AS x (id text, fields jsonb)
    JOIN ${table} AS t ON t.id = x.id
    WHERE t.external_id IS NOT NULL
    ORDER BY t.id`;
}
