import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ENVIRONMENT } from '../../config/config.module.js';
import { type Environment, runsSchedules } from '../../config/environment.js';
import { isLockTimeout } from '../../database/database-errors.js';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import type { SentChange } from './change.js';
import { authorOf } from './author.js';
import { ChangeApplier } from './change-applier.js';
import { ClientTicks } from './client-ticks.js';
import { LedgerEntries, LedgerTexts, saveLedger } from './push-ledger.js';
import { saveConflicts } from './push-conflicts.js';
import { lockDevice, saveResends } from './push-memory.js';
import { readChange } from './read-change.js';
import { rejectedResult, resultOf } from './results.js';

const LOOK_EVERY_MS = 1_000;
const CHANGES_A_LOOK_MAX = 100;
const LOCK_TIMEOUT_MS = 500;

interface PendingRow {
  readonly id: string;
  readonly device_id: string | null;
  readonly user_id: string;
  /** Null: the account was disabled since. */
  readonly role: number | null;
  readonly change: SentChange;
  readonly last_pulled_at: string | null;
}

/**
 * Applies the changes that were queued because their records were held by somebody else, each in a
 * transaction of its own, in the order of their record. What is rejected now goes to quarantine.
 */
@Injectable()
export class PendingApplier {
  private readonly log = new Logger(PendingApplier.name);
  private isAtIt = false;

  constructor(
    private readonly database: Database,
    private readonly entities: SyncedEntities,
    private readonly clientTicks: ClientTicks,
    private readonly applier: ChangeApplier,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Interval(LOOK_EVERY_MS)
  async runRegularly(): Promise<void> {
    if (this.isAtIt || !runsSchedules(this.environment)) {
      return;
    }
    this.isAtIt = true;
    try {
      await this.run();
    } catch (error) {
      // The rows stay; the next look tries again.
      this.log.warn(error);
    } finally {
      this.isAtIt = false;
    }
  }

  /** Applies what is due; answers how many changes left the queue. */
  async run(): Promise<number> {
    for (let done = 0; done < CHANGES_A_LOOK_MAX; done += 1) {
      if (!(await this.applyNext())) {
        return done;
      }
    }
    return CHANGES_A_LOOK_MAX;
  }

  private async applyNext(): Promise<boolean> {
    let claimed: PendingRow | undefined;
    try {
      return await this.database.transaction(
        async (tx) => {
          [claimed] = await tx.query<PendingRow>(CLAIM);
          if (claimed === undefined) {
            return false;
          }
          await this.apply(tx, claimed);
          await tx.query('DELETE FROM push_pending WHERE id = $1', [claimed.id]);
          return true;
        },
        { lockTimeoutMs: LOCK_TIMEOUT_MS },
      );
    } catch (error) {
      if (claimed === undefined || !isLockTimeout(error)) {
        throw error;
      }
      await this.database.query(POSTPONE, [claimed.id, 'The record is still held by another transaction.']);
      return true;
    }
  }

  private async apply(tx: Sql, row: PendingRow): Promise<void> {
    const principal = authorOf(row.user_id, row.role ?? 0);
    await tx.query(
      `SELECT set_config('sync_hub.origin_device', $1, true), set_config('sync_hub.actor', $2, true)`,
      [row.device_id ?? '', row.user_id],
    );
    if (row.device_id !== null) {
      await lockDevice(tx, row.device_id);
    }
    const seen = await this.clientTicks.find(row.last_pulled_at === null ? null : Number(row.last_pulled_at));
    const read = readChange(row.change, this.entities, principal);
    const rejected = this.applier.rejections(tx, row.device_id, principal, true);
    if ('rejection' in read) {
      await rejected.save(
        [row.change],
        new Map([[row.change.index, rejectedResult(row.change, row.change.tableName, read.rejection)]]),
      );
      return;
    }
    const ledger = row.device_id === null ? null : await LedgerEntries.load(tx, row.device_id, [read.change]);
    const context = {
      deviceId: row.device_id,
      ledger,
      hasPending: row.device_id !== null,
      pendingId: row.id,
      userId: row.user_id,
      seenSnapshot: seen.snapshot,
      pulledAt: seen.id,
      isCursorLost: seen.isLost,
      skipLocked: false,
    };
    const outcomes = await this.applier.apply({ tx, principal, context }, [read.change]);
    await rejected.save(
      [row.change],
      new Map(outcomes.map((outcome) => [row.change.index, resultOf(outcome)])),
    );
    await saveConflicts(tx, { deviceId: row.device_id, userId: row.user_id }, outcomes);
    if (row.device_id !== null) {
      await saveLedger(tx, row.device_id, outcomes, new LedgerTexts(ledger, seen.id));
    }
    // The device was told "queued": whatever came of it, its next pull shows it.
    await saveResends(
      tx,
      row.device_id,
      [`user:${row.user_id}`, 'all'],
      [{ entity: read.change.entity.number, id: read.change.id }],
    );
  }
}

/** The oldest due change of each record, unless another process has it. The author's present role counts. */
const CLAIM = `
  SELECT p.id, p.device_id, p.user_id, u.role, p.change, p.last_pulled_at
  FROM push_pending AS p
  LEFT JOIN users AS u ON u.id = p.user_id AND u.status
  WHERE p.run_after <= now() AND NOT EXISTS (
    SELECT FROM push_pending AS earlier
    WHERE earlier.entity = p.entity AND earlier.entity_id = p.entity_id AND earlier.id < p.id)
  ORDER BY p.id LIMIT 1
  FOR UPDATE OF p SKIP LOCKED
`;

/** `min(2^n s, 300 s)` and up to a fifth more. */
const POSTPONE = `
  UPDATE push_pending
  SET attempt = attempt + 1, last_error = $2,
      run_after = now() + make_interval(secs => least(power(2, least(attempt, 9)), 300) * (1 + random() / 5))
  WHERE id = $1
`;
