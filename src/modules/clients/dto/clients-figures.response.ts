import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../../flow/record-list/record-list.public.js';
import { ClientResponse } from './client.response.js';

const COUNTS_BY_VALUE = { type: 'object', additionalProperties: { type: 'integer' } } as const;

/** The figures of `GET /api/clients/sync-stats` (C5). The names are those of the earlier system. */
export class ClientsSyncFigures {
  @ApiProperty({ type: 'integer', example: 100 })
  readonly total_clients!: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the last import ended well.',
  })
  readonly last_sync!: string | null;

  @ApiProperty({ type: 'integer', example: 100, description: 'Clients that an import of today has had.' })
  readonly clients_synced_today!: number;

  @ApiProperty({ type: 'integer', example: 100, description: 'The same since Monday.' })
  readonly clients_synced_this_week!: number;

  @ApiProperty({ ...COUNTS_BY_VALUE, example: { ACTIVE: 55, INACTIVE: 30, UNKNOWN: 2 } })
  readonly status_distribution!: Readonly<Record<string, number>>;

  @ApiProperty({ ...COUNTS_BY_VALUE, example: { TH: 58, VN: 9 }, description: 'The ten most frequent.' })
  readonly countries_distribution!: Readonly<Record<string, number>>;
}

/** The answer of `GET /api/clients/sync-stats`. */
export class ClientsSyncStatsResponse {
  @ApiProperty({ example: true })
  readonly success!: boolean;

  @ApiProperty({ type: ClientsSyncFigures })
  readonly data!: Plain<ClientsSyncFigures>;
}

/** What the table of clients has (C5). */
export class ClientsDatabaseFigures {
  @ApiProperty({ type: 'integer', example: 100 })
  readonly total_clients!: number;

  @ApiProperty({ ...COUNTS_BY_VALUE, example: { ACTIVE: 55, INACTIVE: 30, UNKNOWN: 2 } })
  readonly status_distribution!: Readonly<Record<string, number>>;

  @ApiProperty({ example: true })
  readonly has_rebate_column!: boolean;

  @ApiProperty({ type: [String], example: ['id', 'external_id', 'client_uid'] })
  readonly table_columns!: readonly string[];

  @ApiProperty({ type: [ClientResponse], description: 'The five that were added last.' })
  readonly sample_clients!: readonly Plain<ClientResponse>[];
}

/** The answer of `GET /api/clients/debug-db`. */
export class ClientsDebugDbResponse {
  @ApiProperty({ type: ClientsDatabaseFigures })
  readonly database_status!: Plain<ClientsDatabaseFigures>;
}
