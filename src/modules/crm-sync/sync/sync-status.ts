import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { type Tick, Ticks } from '../../../flow/change-log/change-log.public.js';
import { Devices } from '../../../flow/devices/devices.public.js';
import { EntityStatuses } from '../../../flow/pull/pull.public.js';
import type { Principal } from '../../../kernel/principal.js';
import type { StatusDto } from './dto/sync-answer.dto.js';
import { SyncTraffic } from './sync-traffic.js';

/** Puts together what /api/sync/status answers. Subscribers learn nothing of the business's sources. */
@Injectable()
export class SyncStatus {
  constructor(
    private readonly database: Database,
    private readonly ticks: Ticks,
    private readonly entities: EntityStatuses,
    private readonly devices: Devices,
    private readonly traffic: SyncTraffic,
  ) {}

  async read(principal: Principal, deviceId: string | null): Promise<StatusDto> {
    const present = await this.ticks.take();
    const isStaff = principal.role !== 'subscriber';
    const [row] = await this.database.query<{ oldest: string | null; open: number }>(NUMBERS, [
      present.gen,
      isStaff ? null : principal.userId,
    ]);
    return {
      generation: present.gen,
      timestamp: present.id,
      oldest: row?.oldest == null ? null : Number(row.oldest),
      entities: await this.entities.list(principal, present),
      sources: isStaff ? await this.traffic.sources() : [],
      outgoing: await this.traffic.outgoing(isStaff ? null : principal.userId),
      quarantine: { open: row?.open ?? 0 },
      device: deviceId === null ? null : await this.device(deviceId, present, principal),
      oldestOpenWriter: await this.traffic.oldestOpenWriter(),
    };
  }

  private async device(deviceId: string, present: Tick, principal: Principal): Promise<object | null> {
    const device = await this.devices.find(deviceId);
    if (device === null) {
      return null;
    }
    return {
      id: device.id,
      since: device.since,
      lastSeenAt: device.lastSeenAt?.getTime() ?? null,
      pending: device.since === null ? null : await this.pending(device.since, present, principal),
    };
  }

  /** Null: the device's cursor can no longer be continued, it will read everything. */
  private async pending(
    since: number,
    present: Tick,
    principal: Principal,
  ): Promise<Record<string, number> | null> {
    const after = await this.ticks.find(since, present);
    return after === null ? null : this.entities.pending(after, present, principal);
  }
}

const NUMBERS = `
  SELECT (SELECT min(id) FROM sync_tick WHERE gen = $1) AS oldest,
         (SELECT count(*)::int FROM quarantine WHERE state = 'open' AND ($2::text IS NULL OR user_id = $2)) AS open
`;
