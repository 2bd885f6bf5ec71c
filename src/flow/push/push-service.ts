import { Injectable } from '@nestjs/common';
import { isLockTimeout, unavailableError } from '../../database/database-errors.js';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import { Ticks } from '../change-log/change-log.public.js';
import { SyncedEntities, visibleScope } from '../synced-entity/synced-entity.public.js';
import type { Outcome } from './outcome.js';
import type { ChangeResult, KeptResult } from './change.js';
import { ChangeApplier } from './change-applier.js';
import { contentHash } from './content-hash.js';
import { ClientTicks, type SeenTick } from './client-ticks.js';
import type { PushContext } from './load-state.js';
import {
  findAnswer,
  findOpenEnds,
  findResults,
  lockDevice,
  type OpenEnds,
  saveAnswer,
  savePending,
  saveResends,
  saveResults,
} from './push-memory.js';
import { saveConflicts } from './push-conflicts.js';
import type { SentPush } from './read-body.js';
import { loadLedger, sortChanges } from './sort-changes.js';
import { type LedgerEntries, LedgerTexts, saveLedger } from './push-ledger.js';
import { type RepeatedChange, repeatedResults } from './repeated-results.js';
import { resultAt, resultOf } from './results.js';
import { whenSent } from './when-sent.js';
import { resendsOfReplay } from './replay-resends.js';

export interface PushOptions {
  /** `If-Conflict: abort`: a conflict refuses the whole push with 409, and nothing is stored. */
  readonly abortOnConflict: boolean;
  /**
   * Called with the results while PostgreSQL still stores what is remembered of them: the time to write them down.
   * They count only if the push succeeds; when it is tried again, this is called again.
   */
  readonly whileSaving?: (results: readonly ChangeResult[]) => void;
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

/** What one transaction of a push works with. */
interface PushWork extends PushCall {
  readonly openEnds: OpenEnds;
  readonly bodyHash: () => string;
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
    private readonly applier: ChangeApplier,
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
      await lockDevice(tx, deviceId);
    }
    const bodyHash = once(() => contentHash(push.changes));
    // Both are asked for at once, and answered one after the other on the one connection.
    const [answer, openEnds] = await Promise.all([
      findAnswer(tx, deviceId, push, bodyHash),
      findOpenEnds(tx, deviceId),
    ]);
    if (answer !== null) {
      const repeated = push.changes.map((sent, place) => ({ sent, kept: answer[place] ?? null }));
      return { results: await this.repeat(tx, push, principal, repeated), replayed: true };
    }
    const known = await findResults(tx, deviceId, push.changes);
    const results = await this.applyNew(tx, push, { ...call, openEnds, bodyHash }, known);
    if (deviceId !== null && push.pushId !== null) {
      await saveAnswer(tx, deviceId, push, bodyHash(), results);
    }
    return { results, replayed: push.changes.length > 0 && results.every((result) => result.replayed) };
  }

  private async applyNew(
    tx: Sql,
    push: SentPush,
    call: PushWork,
    known: ReadonlyMap<string, KeptResult | null>,
  ): Promise<ChangeResult[]> {
    const { principal, options, bodyHash } = call;
    // Nothing waits for the ledger that can be done without it: the records are asked for behind it.
    const ledger = loadLedger(tx, push, this.entities);
    const textsReady = ledger.then((entries) => new LedgerTexts(entries, call.seen.id));
    const applying = whenSent(() => sortChanges(push, this.entities, principal, known)).then(
      async ({ changes, ...others }) => {
        const meanwhile = async (): Promise<void> => {
          bodyHash();
          (await textsReady).prepare(changes);
        };
        const work = { tx, principal, context: contextOf(push, call, ledger), meanwhile };
        return { ...others, outcomes: await this.applier.apply(work, changes) };
      },
    );
    const [texts, { outcomes, repeated, results }] = await Promise.all([textsReady, applying]);
    refuseConflicts(outcomes, options);
    for (const [place, result] of (await this.repeat(tx, push, principal, repeated)).entries()) {
      results.set(repeated[place]?.sent.index ?? -1, result);
    }
    const tell = (): ChangeResult[] => {
      for (const outcome of outcomes) {
        results.set(outcome.change.sent.index, resultOf(outcome));
      }
      const inOrder = push.changes.map((sent) => resultAt(results, sent.index));
      options.whileSaving?.(inOrder);
      return inOrder;
    };
    const saving = saveLedger(tx, push.deviceId, outcomes, texts);
    const [inOrder] = await Promise.all([whenSent(tell), saving]);
    await this.remember(tx, push, call, outcomes, results);
    return inOrder;
  }

  private async remember(
    tx: Sql,
    push: SentPush,
    call: PushWork,
    outcomes: readonly Outcome[],
    results: ReadonlyMap<number, ChangeResult>,
  ): Promise<void> {
    const { seen, principal } = call;
    if (push.deviceId !== null) {
      const fresh = push.changes.filter(({ index }) => results.get(index)?.replayed === false);
      await saveResults(tx, push.deviceId, fresh, results);
    }
    await savePending(tx, push.deviceId, principal.userId, outcomes, seen.id);
    await saveConflicts(tx, { deviceId: push.deviceId, userId: principal.userId }, outcomes);
    const rejected = this.applier.rejections(tx, push.deviceId, principal, call.openEnds.hasRejected);
    await rejected.save(push.changes, results);
    const again = outcomes.filter(({ resend }) => resend);
    await saveResends(
      tx,
      push.deviceId,
      this.tokensOf(principal),
      again.map(({ change }) => ({ entity: change.entity.number, id: change.id })),
    );
  }

  /** A repeated change writes nothing, but its device may have missed what others stored since. */
  private async repeat(
    tx: Sql,
    push: SentPush,
    principal: Principal,
    repeated: readonly RepeatedChange[],
  ): Promise<ChangeResult[]> {
    const results = await repeatedResults(tx, this.entities, principal, repeated);
    const records = resendsOfReplay(this.entities, results);
    await saveResends(tx, push.deviceId, this.tokensOf(principal), records);
    return results;
  }

  private tokensOf(principal: Principal): string[] {
    const scopes = this.entities.list().map((entity) => visibleScope(entity, principal) ?? ['all']);
    return [...new Set(scopes.flat())];
  }
}

function contextOf(
  push: SentPush,
  { seen, principal, skipLocked, openEnds }: PushWork,
  ledger: Promise<LedgerEntries | null>,
): PushContext {
  return {
    deviceId: push.deviceId,
    ledger,
    hasPending: openEnds.hasPending,
    userId: principal.userId,
    seenSnapshot: seen.snapshot,
    pulledAt: seen.id,
    isCursorLost: seen.isLost,
    skipLocked,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
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
