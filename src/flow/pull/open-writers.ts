import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** The oldest transaction of the cluster that has written and not ended. It delays only its own rows. */
export interface OldestOpenWriter {
  readonly ageMs: number;
  readonly database?: string;
  readonly application?: string;
  readonly isPrepared?: boolean;
}

/** For /api/sync/status (SYNC-PROTOCOL §1 rule 11, FAULTS B9). */
@Injectable()
export class OpenWriters {
  constructor(private readonly database: Database) {}

  async findOldest(): Promise<OldestOpenWriter> {
    const [row] = await this.database.query<{
      age_ms: number;
      database: string;
      application: string;
      is_prepared: boolean;
    }>(OLDEST, [], 'open-writers');
    return row === undefined
      ? { ageMs: 0 }
      : {
          ageMs: row.age_ms,
          database: row.database,
          application: row.application,
          isPrepared: row.is_prepared,
        };
  }
}

const OLDEST = `
  SELECT floor(extract(epoch FROM clock_timestamp() - begun) * 1000)::float8 AS age_ms,
         database, application, is_prepared
  FROM (
    SELECT xact_start AS begun, coalesce(datname, '') AS database, coalesce(application_name, '') AS application,
           false AS is_prepared
    FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
    UNION ALL
    SELECT prepared, database, '', true FROM pg_prepared_xacts
  ) AS writers
  WHERE begun IS NOT NULL
  ORDER BY begun LIMIT 1
`;
