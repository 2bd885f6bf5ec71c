import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type Tick, windowSql, windowValues } from '../change-log/change-log.public.js';

interface Known {
  readonly tick: Tick;
  /** Epoch ms by entity number. */
  readonly at: ReadonlyMap<number, number>;
}

interface Row {
  readonly entity: number;
  readonly at: number;
}

/**
 * When each table last changed. The log is gone through once a process; from then on only the window
 * since the last asking is read, so that no index has to be kept for a figure on a status page.
 */
@Injectable()
export class LastChanges {
  private known: Known | null = null;

  constructor(private readonly database: Database) {}

  /** Epoch ms by entity number, as of `present` or later; a table that never changed is not in it. */
  async find(present: Tick): Promise<ReadonlyMap<number, number>> {
    const known = this.known;
    if (known !== null && known.tick.gen === present.gen && known.tick.id >= present.id) {
      return known.at;
    }
    const rows =
      known?.tick.gen === present.gen
        ? await this.database.query<Row>(SINCE, windowValues(known.tick, present), 'last-changes')
        : await this.database.query<Row>(ALL);
    const at = new Map(known?.tick.gen === present.gen ? known.at : []);
    for (const row of rows) {
      at.set(row.entity, Math.max(row.at, at.get(row.entity) ?? 0));
    }
    this.known = { tick: present, at };
    return at;
  }
}

const ALL = `
  SELECT entity, floor(extract(epoch FROM max(at)) * 1000)::float8 AS at
  FROM change_log WHERE op <> 'R' GROUP BY entity
`;

const SINCE = `
  SELECT entity, floor(extract(epoch FROM max(at)) * 1000)::float8 AS at
  FROM (${windowSql('l.entity, l.at', 1, "l.op <> 'R'")}) AS changed GROUP BY entity
`;
