import { Injectable } from '@nestjs/common';
import { isLockTimeout, unavailableError } from '../../database/database-errors.js';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { AppError } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import type { Principal } from '../../kernel/principal.js';
import { Ticks } from '../change-log/change-log.public.js';
import { SyncedEntities, visibleScope } from '../synced-entity/synced-entity.public.js';
import { applyChanges, type Outcome } from './apply-changes.js';
import type { Change, ChangeResult, SentChange } from './change.js';
import { ClientTicks, type SeenTick } from './client-ticks.js';
import {
  findAnswer,
  findResults,
  saveAnswer,
  savePending,
  saveResends,
  saveResults,
  type StoredAnswer,
} from './push-memory.js';
import type { SentPush } from './read-body.js';
import { readChange } from './read-change.js';
import { RejectedPushes } from './rejected-pushes.js';
import { saveLedger } from './push-ledger.js';
import { rejectedResult, resultOf } from './results.js';
import { resendsOfReplay } from './replay-resends.js';

export interface PushOptions {
  /** `If-Conflict: abort`: a conflict refuses the whole push with 409, and nothing is stored. */
  readonly abortOnConflict: boolean;
}

export interface PushAnswer {
  readonly results: readonly ChangeResult[];
  readonly experimentalRejectedIds: Readonly<Record<string, readonly string[]>>;
  readonly timestamp: number;
  readonly replayed: boolean;
}

/** How long a push waits for a record that a long transaction holds. */
const LOCK_TIMEOUT_MS = 2_000;

interface PushCall {
  readonly seen: SeenTick;
  readonly principal: Principal;
  readonly options: PushOptions;
  readonly skipLocked: boolean;
}

interface Applied {
  readonly results: readonly ChangeResult[];
  readonly replayed: boolean;
}

/**
 * Applies what a device sends: idempotent, per field, change by change, in one transaction
 * (SYNC-PROTOCOL §5). When it throws, nothing was stored.
 */
@Injectable()
export class PushService {
  constructor(
    private readonly database: Database,
    private readonly ticks: Ticks,
    private readonly clientTicks: ClientTicks,
    private readonly entities: SyncedEntities,
    private readonly clock: Clock,
  ) {}

  async push(push: SentPush, principal: Principal, options: PushOptions): Promise<PushAnswer> {
    const seen = await this.clientTicks.find(push.lastPulledAt);
    const applied = await this.applyPatiently((skipLocked) =>
      this.database.transaction((tx) => this.apply(tx, push, { seen, principal, options, skipLocked }), {
        originDevice: push.deviceId,
        actor: principal.userId,
        lockTimeoutMs: LOCK_TIMEOUT_MS,
      }),
    );
    // After the commit: whoever reads from this tick on has the push.
    const tick = await this.ticks.take();
    return {
      results: applied.results,
      experimentalRejectedIds: rejectedIds(applied.results),
      timestamp: tick.id,
      replayed: applied.replayed,
    };
  }

  /** Waits a little for records that somebody else holds; then goes on without them. Nothing was stored before. */
  private async applyPatiently(apply: (skipLocked: boolean) => Promise<Applied>): Promise<Applied> {
    try {
      return await apply(false);
    } catch (error) {
      if (!isLockTimeout(error)) {
        throw error;
      }
    }
    try {
      return await apply(true);
    } catch (error) {
      throw isLockTimeout(error) ? unavailableError(error) : error;
    }
  }

  private async apply(tx: Sql, push: SentPush, call: PushCall): Promise<Applied> {
    const { deviceId } = push;
    const { principal } = call;
    if (deviceId !== null) {
      // One push of a device at a time: the second copy of a push waits here, then finds the first one's answer.
      await tx.query('SELECT 1 FROM sync_device WHERE id = $1 FOR NO KEY UPDATE', [deviceId], 'push-device');
    }
    const answer = deviceId !== null && push.pushId !== null ? await findAnswer(tx, deviceId, push) : null;
    if (answer !== null) {
      await this.resendReplayed(tx, push, principal, answer.results);
      return { results: answer.results.map((result) => ({ ...result, replayed: true })), replayed: true };
    }
    const known =
      deviceId === null ? new Map<string, ChangeResult>() : await findResults(tx, deviceId, push.changes);
    const results = await this.applyNew(tx, push, call, known);
    const stored: StoredAnswer = { results };
    if (deviceId !== null && push.pushId !== null) {
      await saveAnswer(tx, deviceId, push, stored);
    }
    return { results, replayed: push.changes.length > 0 && results.every((result) => result.replayed) };
  }

  private async applyNew(
    tx: Sql,
    push: SentPush,
    call: PushCall,
    known: ReadonlyMap<string, ChangeResult>,
  ): Promise<ChangeResult[]> {
    const { seen, principal, options, skipLocked } = call;
    const results = new Map<number, ChangeResult>();
    const changes: Change[] = [];
    const replays: ChangeResult[] = [];
    for (const sent of push.changes) {
      const replay = sent.changeId === null ? undefined : known.get(sent.changeId);
      const read = replay === undefined ? readChange(sent, this.entities, principal) : null;
      if (replay !== undefined) {
        results.set(sent.index, { ...replay, replayed: true });
        replays.push(replay);
      } else if (read !== null && 'change' in read) {
        changes.push(read.change);
      } else if (read !== null) {
        results.set(sent.index, rejectedResult(sent, this.tableOf(sent), read.rejection));
      }
    }
    const context = {
      deviceId: push.deviceId,
      userId: principal.userId,
      seenSnapshot: seen.snapshot,
      pulledAt: seen.id,
      isCursorLost: seen.isLost,
      skipLocked,
    };
    const outcomes = await applyChanges(
      { tx, entities: this.entities, principal, context, now: this.clock.now() },
      changes,
    );
    refuseConflicts(outcomes, options);
    for (const outcome of outcomes) {
      results.set(outcome.change.sent.index, resultOf(outcome));
    }
    await this.remember(tx, push, call, outcomes, results);
    await this.resendReplayed(tx, push, principal, replays);
    return push.changes.map((sent) => resultAt(results, sent.index));
  }

  private async remember(
    tx: Sql,
    push: SentPush,
    call: PushCall,
    outcomes: readonly Outcome[],
    results: ReadonlyMap<number, ChangeResult>,
  ): Promise<void> {
    const { seen, principal } = call;
    await savePending(tx, push.deviceId, principal.userId, outcomes, seen.id);
    const rejected = new RejectedPushes(tx, push.deviceId, principal);
    await rejected.save(push.changes, results);
    const again = outcomes.filter(({ resend }) => resend);
    await saveResends(
      tx,
      push.deviceId,
      this.tokensOf(principal),
      again.map(({ change }) => ({ entity: change.entity.number, id: change.id })),
    );
    if (push.deviceId !== null) {
      await saveLedger(tx, push.deviceId, outcomes, seen.id);
      const fresh = push.changes.filter(({ index }) => results.get(index)?.replayed === false);
      await saveResults(tx, push.deviceId, fresh, results);
    }
  }

  /** A repeated push changes nothing, but its device may have missed what others stored since. */
  private async resendReplayed(
    tx: Sql,
    push: SentPush,
    principal: Principal,
    replays: readonly ChangeResult[],
  ): Promise<void> {
    const records = resendsOfReplay(this.entities, replays);
    await saveResends(tx, push.deviceId, this.tokensOf(principal), records);
  }

  private tokensOf(principal: Principal): string[] {
    const scopes = this.entities.list().map((entity) => visibleScope(entity, principal) ?? ['all']);
    return [...new Set(scopes.flat())];
  }

  private tableOf(sent: SentChange): string {
    return this.entities.find(sent.tableName)?.table ?? sent.tableName.slice(0, 60);
  }
}

function refuseConflicts(outcomes: readonly Outcome[], options: PushOptions): void {
  const conflicted = outcomes.filter(({ conflicts }) => conflicts.length > 0);
  if (options.abortOnConflict && conflicted.length > 0) {
    throw new AppError('PUSH_CONFLICT', 'Somebody else changed the same fields. Nothing was stored.', {
      errors: conflicted.slice(0, 20).flatMap(({ change, conflicts }) =>
        conflicts.map(({ field }) => ({
          field: `${change.entity.table}.${change.id}.${field}`,
          message: 'was changed by somebody else',
        })),
      ),
    });
  }
}

function rejectedIds(results: readonly ChangeResult[]): Record<string, string[]> {
  const rejected = results.filter(({ status }) => status === 'rejected');
  const tables = [...new Set(rejected.map(({ table }) => table))];
  return Object.fromEntries(
    tables.map((table) => [table, rejected.filter((result) => result.table === table).map(({ id }) => id)]),
  );
}

function resultAt(results: ReadonlyMap<number, ChangeResult>, index: number): ChangeResult {
  const result = results.get(index);
  if (result === undefined) {
    throw new Error('Every change has a result');
  }
  return result;
}
