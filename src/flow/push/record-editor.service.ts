import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { AppError } from '../../kernel/app-error.js';
import { newId } from '../../kernel/ids.js';
import type { Principal } from '../../kernel/principal.js';
import { wireColumnsSql } from '../pull/pull.public.js';
import {
  columnOf,
  SyncedEntities,
  type SyncedEntity,
  type SyncedField,
  visibleScope,
} from '../synced-entity/synced-entity.public.js';
import type { Outcome } from './outcome.js';
import type { Operation, Rejection, SentChange } from './change.js';
import { readChange } from './read-change.js';
import { ChangeApplier } from './change-applier.js';
import { type RecordEdit, RecordEditor } from './record-editor.js';

const OPERATIONS: Readonly<Record<RecordEdit['operation'], Operation>> = {
  create: 'CREATE',
  update: 'UPDATE',
  delete: 'DELETE',
};

/** One change of a push, for the REST routes: what a push would reject, they answer as an error. */
@Injectable()
export class PushRecordEditor extends RecordEditor {
  constructor(
    private readonly database: Database,
    private readonly entities: SyncedEntities,
    private readonly applier: ChangeApplier,
  ) {
    super();
  }

  async apply(edit: RecordEdit, principal: Principal): Promise<{ readonly id: string }> {
    const entity = this.entities.get(edit.table);
    const id = edit.id ?? newId();
    const read = readChange(sentOf(edit, id), this.entities, principal);
    if ('rejection' in read) {
      throw errorOf(read.rejection, entity);
    }
    return this.database.transaction(
      async (tx) => {
        await this.checkFirst(tx, entity, id, edit, principal);
        const [outcome] = await this.applier.apply(
          {
            tx,
            principal,
            context: {
              deviceId: null,
              ledger: null,
              hasPending: false,
              userId: principal.userId,
              seenSnapshot: null,
              pulledAt: null,
              isCursorLost: false,
              skipLocked: false,
            },
          },
          [read.change],
        );
        refuse(outcome, entity);
        return { id };
      },
      { actor: principal.userId },
    );
  }

  async releaseOverride(table: string, id: string, field: string, principal: Principal): Promise<void> {
    const entity = this.entities.get(table);
    const description = Object.hasOwn(entity.fields, field) ? entity.fields[field] : undefined;
    if (description?.writtenBy !== 'both' || !entity.isImported) {
      throw new AppError('NOT_FOUND', 'This field is not overridden.');
    }
    const released = await this.database.transaction(
      (tx) =>
        tx.query<{ id: string }>(releaseSql(entity, field, description), [
          id,
          field,
          visibleScope(entity, principal),
        ]),
      { actor: principal.userId },
    );
    if (released.length === 0) {
      throw new AppError('NOT_FOUND', 'There is no such record, or this field of it is not overridden.');
    }
  }

  etag(table: string, id: string, principal: Principal): Promise<string | null> {
    return findEtag(this.database, this.entities.get(table), id, principal);
  }

  /** A REST update or delete of what the caller cannot see is a 404, and a create never overwrites. */
  private async checkFirst(
    tx: Sql,
    entity: SyncedEntity,
    id: string,
    edit: RecordEdit,
    principal: Principal,
  ): Promise<void> {
    await tx.query(`SELECT 1 FROM ${entity.table} WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    const etag = await findEtag(tx, entity, id, principal);
    if (edit.operation === 'create') {
      const [taken] = await tx.query<object>(`SELECT 1 FROM ${entity.table} WHERE id = $1`, [id]);
      if (taken !== undefined) {
        throw new AppError('CONFLICT', `A ${entity.singular} with this id exists already.`);
      }
      return;
    }
    if (etag === null) {
      throw new AppError('NOT_FOUND', `There is no such ${entity.singular}.`);
    }
    if (edit.ifMatch !== undefined && !matches(edit.ifMatch, etag)) {
      throw new AppError('STALE_RECORD', 'The record changed since it was read. Read it again.');
    }
  }
}

function sentOf(edit: RecordEdit, id: string): SentChange {
  return {
    index: 0,
    changeId: null,
    tableName: edit.table,
    id,
    operation: OPERATIONS[edit.operation],
    payload: edit.fields,
    changedNames: null,
  };
}

async function findEtag(
  sql: Sql,
  entity: SyncedEntity,
  id: string,
  principal: Principal,
): Promise<string | null> {
  const [row] = await sql.query<{ content: string }>(
    `SELECT (SELECT row_to_json(x)::text FROM (SELECT ${wireColumnsSql(entity, 't')}) AS x) AS content
     FROM ${entity.table} AS t WHERE t.id = $1 AND ($2::text[] IS NULL OR t.scope && $2::text[])`,
    [id, visibleScope(entity, principal)],
  );
  return row === undefined
    ? null
    : `"${createHash('sha256').update(row.content).digest('base64url').slice(0, 27)}"`;
}

/** `If-Match` is a list of strong tags, or `*` (RFC 9110 §13.1.1). */
function matches(ifMatch: string, etag: string): boolean {
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.includes(etag);
}

function refuse(outcome: Outcome | undefined, entity: SyncedEntity): void {
  if (outcome === undefined) {
    throw new Error('A change has an outcome');
  }
  if (outcome.rejection !== null) {
    throw errorOf(outcome.rejection, entity);
  }
}

function errorOf(rejection: Rejection, entity: SyncedEntity): AppError {
  switch (rejection.code) {
    case 'FORBIDDEN':
    case 'UNKNOWN_TABLE':
      return new AppError('NOT_FOUND', `There is no such ${entity.singular}.`);
    case 'GONE':
      return new AppError('CONFLICT', `A ${entity.singular} with this id was deleted. Use another id.`);
    case 'NOT_WRITABLE':
      return rejection.faults.length > 0
        ? new AppError('VALIDATION', rejection.message, { errors: rejection.faults })
        : new AppError('FORBIDDEN', rejection.message);
    case 'VALIDATION':
    case 'REFERENCE_MISSING':
      return new AppError('VALIDATION', rejection.message, { errors: rejection.faults });
  }
}

function releaseSql(entity: SyncedEntity, field: string, description: SyncedField): string {
  const column = columnOf(field, description);
  const types = {
    string: 'text',
    integer: 'integer',
    decimal: 'numeric',
    boolean: 'boolean',
    instant: 'timestamptz',
  } as const;
  const stamp = entity.fields.updatedAt === undefined ? '' : ', updated_at = now()';
  return `
    UPDATE ${entity.table} AS t
    SET ${column} = (t.upstream ->> $2::text)::${types[description.type]}, overrides = t.overrides - $2::text ${stamp}
    WHERE t.id = $1 AND t.overrides ? $2::text AND t.upstream ? $2::text
      AND ($3::text[] IS NULL OR t.scope && $3::text[])
    RETURNING t.id`;
}
