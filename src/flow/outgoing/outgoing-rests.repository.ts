import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Sql } from '../../database/sql.js';
import { SourcePace } from '../external-source/external-source.public.js';
import type { Rest } from './delivery-reaction.js';
import { OUTGOING_SETTINGS, type OutgoingSettings } from './outgoing-settings.js';

/** Vendors that no worker delivers to for a while: those in trouble (FAULTS E4), and those that asked for silence. */
@Injectable()
export class OutgoingRests {
  constructor(
    private readonly database: Database,
    private readonly pace: SourcePace,
    @Inject(OUTGOING_SETTINGS) private readonly settings: OutgoingSettings,
  ) {}

  /** Leaves the vendor alone as its failure demands. */
  async begin(sourceKey: string, rest: Rest, delayMs: number): Promise<void> {
    const { backoffBaseMs, backoffMaxMs } = this.settings;
    switch (rest) {
      case 'nobody':
        return;
      case 'everything':
        await this.pace.pause(sourceKey, delayMs);
        return;
      case 'deliveries':
        await this.database.query(REST, [sourceKey, delayMs]);
        return;
      case 'deliveries-longer-each-time':
        await this.database.query(REST_LONGER, [sourceKey, backoffBaseMs, backoffMaxMs]);
    }
  }

  /** It works again, or a person wants it tried. What the vendor itself asked for goes on. */
  async end(sql: Sql, sourceKey: string): Promise<void> {
    await sql.query('DELETE FROM outgoing_rest WHERE source_key = $1', [sourceKey], 'outgoing-rest-end');
  }

  /** The vendor has asked everybody for silence. Its other rests show in that no change is due. */
  async isSilent(sourceKey: string): Promise<boolean> {
    return (await this.pace.remainingPauseMs(sourceKey)) > 0;
  }
}

const REST = `
  INSERT INTO outgoing_rest AS rest (source_key, failures, rest_until)
  VALUES ($1, 0, now() + $2::float8 * interval '1 millisecond')
  ON CONFLICT (source_key) DO UPDATE SET rest_until = greatest(rest.rest_until, excluded.rest_until)
`;

/** Failures of one moment, of several workers, count once. */
const REST_LONGER = `
  INSERT INTO outgoing_rest AS rest (source_key, failures, rest_until)
  VALUES ($1, 1, now() + least(2 * $2::float8, $3::float8) * interval '1 millisecond')
  ON CONFLICT (source_key) DO UPDATE
  SET failures = rest.failures + 1,
      rest_until = now() + least(power(2, least(rest.failures + 1, 30)) * $2::float8, $3::float8)
                           * interval '1 millisecond'
  WHERE rest.rest_until <= now()
`;
