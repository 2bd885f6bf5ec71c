import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import type { Sql } from '../../database/sql.js';
import type { Principal } from '../../kernel/principal.js';
import {
  type QuarantineEntry,
  type QuarantineReapplier,
  QuarantineReappliers,
  type Reapplication,
} from '../external-source/external-source.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { authorOf } from './author.js';
import { ChangeApplier } from './change-applier.js';
import type { Rejection, SentChange } from './change.js';
import { readChange } from './read-change.js';

/** The payload of a quarantined change, as RejectedPushes keeps it and as a person corrects it. */
const quarantinedChange = z.object({
  operation: z.enum(['CREATE', 'UPDATE', 'DELETE']),
  id: z.string(),
  payload: z.record(z.string(), z.unknown()),
  changed: z.array(z.string()).nullable(),
});

/** Applies a rejected push again once a person has corrected it, in the name of who sent it (S3). */
@Injectable()
export class PushReapplier implements QuarantineReapplier, OnModuleInit {
  constructor(
    private readonly reappliers: QuarantineReappliers,
    private readonly entities: SyncedEntities,
    private readonly applier: ChangeApplier,
  ) {}

  onModuleInit(): void {
    this.reappliers.register('push', this);
  }

  async reapply(tx: Sql, entry: QuarantineEntry, payload: unknown): Promise<Reapplication> {
    const parsed = quarantinedChange.safeParse(payload);
    const author = await findAuthor(tx, entry.userId);
    if (!parsed.success) {
      return {
        applied: false,
        code: 'VALIDATION',
        reason: 'The payload must have operation, id, payload and changed.',
      };
    }
    if (author === null) {
      return {
        applied: false,
        code: 'FORBIDDEN',
        reason: 'The user who sent this change may no longer write.',
      };
    }
    const { operation, id, changed } = parsed.data;
    return this.apply(tx, author, {
      index: 0,
      changeId: null,
      tableName: entry.entity,
      id,
      operation,
      payload: parsed.data.payload,
      changedNames: changed,
    });
  }

  async isOutdated(tx: Sql, { entity, recordId, lastSeenAt }: QuarantineEntry): Promise<boolean> {
    const table = this.entities.find(entity);
    if (table === null || recordId === null) {
      return false;
    }
    const [row] = await tx.query<{ is_changed: boolean }>(
      `SELECT EXISTS (SELECT FROM change_log
         WHERE entity = $1::smallint AND entity_id = $2 AND op IN ('I', 'U', 'D') AND at > $3) AS is_changed`,
      [table.number, recordId, lastSeenAt],
    );
    return row?.is_changed ?? true;
  }

  private async apply(tx: Sql, principal: Principal, sent: SentChange): Promise<Reapplication> {
    const read = readChange(sent, this.entities, principal);
    if ('rejection' in read) {
      return refused(read.rejection);
    }
    // A person has looked at it: what others changed meanwhile is no conflict.
    const context = {
      deviceId: null,
      ledger: null,
      hasPending: false,
      userId: principal.userId,
      seenSnapshot: null,
      pulledAt: null,
      isCursorLost: false,
      skipLocked: false,
    };
    const [outcome] = await this.applier.apply({ tx, principal, context }, [read.change]);
    return outcome?.rejection == null ? { applied: true } : refused(outcome.rejection);
  }
}

async function findAuthor(tx: Sql, userId: string | null): Promise<Principal | null> {
  const [row] = await tx.query<{ role: number }>('SELECT role FROM users WHERE id = $1 AND status', [userId]);
  return row === undefined || userId === null ? null : authorOf(userId, row.role);
}

function refused({ code, message, faults }: Rejection): Reapplication {
  const reasons = faults.map((fault) => `${fault.field} ${fault.message}`).join('; ');
  return { applied: false, code, reason: `${message} ${reasons}`.trim() };
}
