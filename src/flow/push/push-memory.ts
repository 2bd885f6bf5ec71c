import type { Sql } from '../../database/sql.js';
import { AppError } from '../../kernel/app-error.js';
import type { ChangeResult, KeptResult, SentChange } from './change.js';
import { contentHash } from './content-hash.js';
import type { SentPush } from './read-body.js';
import { resultAt } from './results.js';
import type { Outcome } from './outcome.js';

/** How a change that was simply applied is kept: most are, and there are a thousand in a push. */
const AS_SENT = null;

/** One push of a device at a time: the second copy of a push waits here, then finds the first one's answer. */
export async function lockDevice(tx: Sql, deviceId: string): Promise<void> {
  await tx.query('SELECT 1 FROM sync_device WHERE id = $1 FOR NO KEY UPDATE', [deviceId], 'push-device');
}

/** What a device left behind: changes that wait, and rejected ones that nobody has dealt with. */
export interface OpenEnds {
  readonly hasPending: boolean;
  readonly hasRejected: boolean;
}

export async function findOpenEnds(tx: Sql, deviceId: string | null): Promise<OpenEnds> {
  if (deviceId === null) {
    return { hasPending: false, hasRejected: false };
  }
  const [row] = await tx.query<OpenEnds>(
    `SELECT EXISTS (SELECT FROM push_pending WHERE device_id = $1) AS "hasPending",
            EXISTS (SELECT FROM quarantine WHERE kind = 'push' AND state = 'open' AND device_id = $1) AS "hasRejected"`,
    [deviceId],
    'push-open-ends',
  );
  return row ?? { hasPending: true, hasRejected: true };
}

/**
 * The stored results of this pushId; null when it is new, or nobody could have kept them. Throws when it came before
 * with another content.
 */
export async function findAnswer(
  tx: Sql,
  deviceId: string | null,
  push: SentPush,
  bodyHash: () => string,
): Promise<(KeptResult | null)[] | null> {
  if (deviceId === null || push.pushId === null) {
    return null;
  }
  const [row] = await tx.query<{ body_hash: string; answer: string }>(
    'SELECT body_hash, answer FROM push_result WHERE device_id = $1 AND push_id = $2',
    [deviceId, push.pushId],
    'push-answer',
  );
  if (row === undefined) {
    return null;
  }
  refuseOtherContent(row.body_hash, bodyHash(), 'pushId');
  return JSON.parse(row.answer) as (KeptResult | null)[];
}

export async function saveAnswer(
  tx: Sql,
  deviceId: string,
  push: SentPush,
  bodyHash: string,
  results: readonly ChangeResult[],
): Promise<void> {
  await tx.query(
    'INSERT INTO push_result (device_id, push_id, body_hash, answer) VALUES ($1, $2, $3, $4)',
    [deviceId, push.pushId, bodyHash, `[${results.map(keptText).join()}]`],
    'push-answer-save',
  );
}

function keptText(result: ChangeResult): string {
  if (result.status === 'applied' && result.conflicts.length === 0) {
    return String(AS_SENT);
  }
  return JSON.stringify(result.status === 'rejected' ? result : { ...result, record: undefined });
}

/** The stored results of those changes whose changeId was seen before, by changeId. */
export async function findResults(
  tx: Sql,
  deviceId: string | null,
  changes: readonly SentChange[],
): Promise<Map<string, KeptResult | null>> {
  const ids = changes.flatMap(({ changeId }) => (changeId === null ? [] : [changeId]));
  if (deviceId === null || ids.length === 0) {
    return new Map();
  }
  const rows = await tx.query<{ change_id: string; body_hash: string; result: string }>(
    'SELECT change_id, body_hash, result FROM push_change_result WHERE device_id = $1 AND change_id = ANY ($2::text[])',
    [deviceId, ids],
  );
  const byId = new Map(rows.map((row) => [row.change_id, row]));
  for (const change of changes) {
    const known = change.changeId === null ? undefined : byId.get(change.changeId);
    if (known !== undefined) {
      refuseOtherContent(known.body_hash, contentHash(contentOf(change)), 'changeId');
    }
  }
  return new Map(rows.map((row) => [row.change_id, JSON.parse(row.result) as KeptResult | null]));
}

export async function saveResults(
  tx: Sql,
  deviceId: string,
  changes: readonly SentChange[],
  results: ReadonlyMap<number, ChangeResult>,
): Promise<void> {
  const rows = changes.filter(({ changeId }) => changeId !== null);
  if (rows.length > 0) {
    await tx.query(
      `INSERT INTO push_change_result (device_id, change_id, body_hash, result)
       SELECT $1, x.id, x.hash, x.result FROM unnest($2::text[], $3::text[], $4::text[]) AS x (id, hash, result)
       ON CONFLICT DO NOTHING`,
      [
        deviceId,
        rows.map(({ changeId }) => changeId),
        rows.map((change) => contentHash(contentOf(change))),
        rows.map(({ index }) => keptText(resultAt(results, index))),
      ],
    );
  }
}

function contentOf({ tableName, id, operation, payload }: SentChange): unknown {
  return { tableName, id, operation, payload };
}

/**
 * Lets the device's next pull return these records although nothing was written (§5, "what differs is
 * sent again"). For a device without an id everybody gets them: an extra row harms nobody.
 */
export async function saveResends(
  tx: Sql,
  deviceId: string | null,
  tokens: readonly string[],
  records: readonly { readonly entity: number; readonly id: string }[],
): Promise<void> {
  if (records.length > 0) {
    await tx.query(
      `INSERT INTO change_log (entity, entity_id, op, fields, scope_old, origin_device)
       SELECT x.entity, x.id, 'R', '{}', $2::text[], $1::uuid
       FROM jsonb_to_recordset($3::jsonb) AS x (entity smallint, id text)`,
      [deviceId, tokens, JSON.stringify(records)],
    );
  }
}

/** Keeps changes whose records are busy, to be applied when they no longer are (S3). */
export async function savePending(
  tx: Sql,
  deviceId: string | null,
  userId: string,
  outcomes: readonly Outcome[],
  pulledAt: number | null,
): Promise<void> {
  const rows = outcomes
    .filter(({ status }) => status === 'queued')
    .map(({ change }) => ({ entity: change.entity.number, id: change.id, change: change.sent }));
  if (rows.length > 0) {
    await tx.query(
      `INSERT INTO push_pending (device_id, user_id, entity, entity_id, change, last_pulled_at)
       SELECT $1::uuid, $2, x.entity, x.id, x.change, $3
       FROM jsonb_to_recordset($4::jsonb) AS x (entity smallint, id text, change jsonb)`,
      [deviceId, userId, pulledAt, JSON.stringify(rows)],
    );
  }
}

/** As long as a SHA-256 that an earlier version kept: what that one stored is repeated unseen. */
const OLD_HASH_LENGTH = 43;

/** The same key with another content is a mistake of the client. */
function refuseOtherContent(stored: string, sent: string, name: string): void {
  if (stored !== sent && stored.length !== OLD_HASH_LENGTH) {
    throw new AppError('IDEMPOTENCY_MISMATCH', `This ${name} was used before for another content.`);
  }
}
