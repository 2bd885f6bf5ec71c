import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { LastSeen, SourceStatuses } from '../../flow/external-source/external-source.public.js';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import { Clock } from '../../kernel/clock.js';
import { clientSync } from './client.sync.js';
import { CLIENTS_SOURCE } from './clients-source.js';
import { ClientsRepository, distribution } from './clients.repository.js';
import type { ClientsSyncFigures } from './dto/clients-figures.response.js';

const COUNTRIES_MAX = 10;

/** How the imports of clients are doing, in numbers (C5). */
@Injectable()
export class ClientsFigures {
  constructor(
    private readonly clients: ClientsRepository,
    private readonly statuses: SourceStatuses,
    private readonly lastSeen: LastSeen,
    private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'EXNESS_TIME_ZONE'>,
  ) {}

  /** Days and weeks are those of the source's zone; a week begins on Monday. */
  async read(): Promise<Plain<ClientsSyncFigures>> {
    const now = DateTime.fromJSDate(this.clock.now(), { zone: this.environment.EXNESS_TIME_ZONE });
    const [status, total, today, week, byStatus, byCountry] = await Promise.all([
      this.statuses.get(CLIENTS_SOURCE),
      this.clients.countClients(),
      this.countSince(now.startOf('day')),
      this.countSince(now.startOf('week')),
      this.clients.countByStatus(),
      this.clients.countByCountry(COUNTRIES_MAX),
    ]);
    return {
      total_clients: total,
      last_sync: status.lastSuccessAt === null ? null : isoOf(status.lastSuccessAt),
      clients_synced_today: today,
      clients_synced_this_week: week,
      status_distribution: distribution(byStatus),
      countries_distribution: distribution(byCountry),
    };
  }

  private countSince(instant: DateTime): Promise<number> {
    return this.lastSeen.countSince(CLIENTS_SOURCE, clientSync.table, instant.toJSDate());
  }
}

function isoOf(epochMs: number): string {
  return DateTime.fromMillis(epochMs, { zone: 'utc' }).toJSDate().toISOString();
}
