import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database.js';
import { AppError } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Principal } from '../../kernel/principal.js';

/** How stale the knowledge of a revocation may be: refused within 5 s everywhere (DESIGN §7). */
const KNOWN_FOR_MS = 2_000;
const SEEN_FLUSH_MS = 5_000;
const KNOWN_MAX = 20_000;
const DEVICES_A_USER_MAX = 100;
const DEVICES_LISTED_MAX = 500;

export interface Device {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly platform: string;
  readonly since: number | null;
  readonly lastSeenAt: Date | null;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

interface DeviceRow {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly platform: string;
  readonly since: string | null;
  readonly last_seen_at: Date | null;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

interface Known {
  readonly userId: string;
  readonly isRevoked: boolean;
  readonly at: number;
}

/**
 * The devices of the users (SYNC-PROTOCOL §7). A call with an id that nobody has registered registers
 * it; an id of somebody else is refused as if it were revoked, so that it tells nothing.
 */
@Injectable()
export class Devices implements OnApplicationShutdown {
  private readonly log = new Logger(Devices.name);
  private readonly known = new Map<string, Known>();
  /** Noted in memory and written every few seconds: an idle pull writes nothing. */
  private readonly seen = new Map<string, { since: number | null; at: Date }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async register(principal: Principal, name: string, platform: string): Promise<string> {
    const id = newId();
    await this.insert(id, principal, name, platform);
    return id;
  }

  /** Throws `DEVICE_REVOKED` when the device is revoked or is not the caller's. */
  async admit(deviceId: string, principal: Principal): Promise<void> {
    const known = this.known.get(deviceId);
    const isFresh = known !== undefined && this.clock.nowMs() - known.at < KNOWN_FOR_MS;
    const present = isFresh ? known : await this.look(deviceId, principal);
    if (present.isRevoked || present.userId !== principal.userId) {
      throw new AppError('DEVICE_REVOKED', 'This device may no longer sync. Register it again.');
    }
  }

  /** Notes a call of the device; with a pull, the cursor that it came with. */
  noteSeen(deviceId: string, since: number | null): void {
    const before = this.seen.get(deviceId)?.since ?? null;
    this.seen.set(deviceId, {
      since: since === null ? before : Math.max(since, before ?? 0),
      at: this.clock.now(),
    });
  }

  async find(deviceId: string): Promise<Device | null> {
    await this.flush();
    const [row] = await this.database.query<DeviceRow>(`${SELECT} WHERE id = $1`, [deviceId]);
    return row === undefined ? null : deviceOf(row);
  }

  /** The caller's own, or everybody's for an admin: those that may sync first, then by when they were last seen. */
  async list(principal: Principal): Promise<Device[]> {
    await this.flush();
    const rows = await this.database.query<DeviceRow>(
      `${SELECT} WHERE $1::text IS NULL OR user_id = $1
       ORDER BY revoked_at IS NOT NULL, coalesce(last_seen_at, created_at) DESC, id LIMIT ${DEVICES_LISTED_MAX}`,
      [principal.role === 'admin' ? null : principal.userId],
    );
    return rows.map(deviceOf);
  }

  /** Its next call is refused. `NOT_FOUND` for a device of somebody else, unless an admin asks. */
  async revoke(deviceId: string, principal: Principal): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE sync_device SET revoked_at = coalesce(revoked_at, now())
       WHERE id = $1 AND ($2::text IS NULL OR user_id = $2) RETURNING id`,
      [deviceId, principal.role === 'admin' ? null : principal.userId],
    );
    if (rows.length === 0) {
      throw new AppError('NOT_FOUND', 'There is no such device.');
    }
    this.known.delete(deviceId);
  }

  @Interval(SEEN_FLUSH_MS)
  async flushRegularly(): Promise<void> {
    await this.flush().catch((error: unknown) => {
      this.log.warn(error);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flushRegularly();
  }

  private async flush(): Promise<void> {
    const seen = [...this.seen].map(([id, { since, at }]) => ({ id, since, at }));
    this.seen.clear();
    if (seen.length > 0) {
      await this.database.query(
        `UPDATE sync_device AS d SET last_seen_at = greatest(d.last_seen_at, x.at), since = greatest(d.since, x.since)
         FROM jsonb_to_recordset($1::jsonb) AS x (id uuid, since bigint, at timestamptz) WHERE d.id = x.id`,
        [JSON.stringify(seen)],
      );
    }
  }

  private async look(deviceId: string, principal: Principal): Promise<Known> {
    const found = await this.row(deviceId);
    if (found === null) {
      await this.insert(deviceId, principal, 'unnamed', 'unknown');
    }
    const row = found ?? (await this.row(deviceId));
    const known = { userId: row?.user_id ?? '', isRevoked: row?.revoked_at !== null, at: this.clock.nowMs() };
    if (this.known.size >= KNOWN_MAX) {
      this.known.clear();
    }
    this.known.set(deviceId, known);
    return known;
  }

  private async row(deviceId: string): Promise<DeviceRow | null> {
    const [row] = await this.database.query<DeviceRow>(`${SELECT} WHERE id = $1`, [deviceId], 'device-look');
    return row ?? null;
  }

  private async insert(id: string, principal: Principal, name: string, platform: string): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `INSERT INTO sync_device (id, user_id, name, platform, last_seen_at)
       SELECT $1, $2, $3, $4, now()
       WHERE (SELECT count(*) FROM sync_device WHERE user_id = $2 AND revoked_at IS NULL) < ${DEVICES_A_USER_MAX}
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [id, principal.userId, name, platform],
    );
    if (rows.length === 0 && (await this.row(id)) === null) {
      throw new AppError(
        'CONFLICT',
        `A user has at most ${DEVICES_A_USER_MAX} devices. Revoke one that is not used.`,
      );
    }
  }
}

const SELECT = `SELECT id, user_id, name, platform, since, last_seen_at, created_at, revoked_at FROM sync_device`;

function deviceOf(row: DeviceRow): Device {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    platform: row.platform,
    since: row.since === null ? null : Number(row.since),
    lastSeenAt: row.last_seen_at,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
