import { Injectable } from '@nestjs/common';
import type { SyncedEntity } from './synced-entity.js';

/**
 * The registry of synced tables. Modules announce theirs while the application starts (`onModuleInit`
 * or a factory); the pipeline asks. Flow never imports a module to learn of its tables.
 */
@Injectable()
export class SyncedEntities {
  private readonly byTable = new Map<string, SyncedEntity>();

  /** Announces a table. Two tables with one number or name are a mistake of ours: it throws. */
  register(entity: SyncedEntity): void {
    for (const known of this.byTable.values()) {
      if (known.table === entity.table || known.number === entity.number) {
        throw new Error(
          `Synced table ${entity.table} (${entity.number}) is already registered as ${known.table}`,
        );
      }
    }
    this.byTable.set(entity.table, entity);
  }

  /** Every table in the order of the wire: parents before children. */
  list(): SyncedEntity[] {
    return [...this.byTable.values()].sort((a, b) => a.number - b.number);
  }

  /** By table name or its singular (`contacts`, `contact`); null when there is no such table. */
  find(name: string): SyncedEntity | null {
    return this.byTable.get(name) ?? this.list().find((entity) => entity.singular === name) ?? null;
  }

  /** By table name; throws when there is none. */
  get(table: string): SyncedEntity {
    const entity = this.byTable.get(table);
    if (entity === undefined) {
      throw new Error(`No synced table is named ${table}`);
    }
    return entity;
  }
}
