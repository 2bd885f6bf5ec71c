import { Injectable } from '@nestjs/common';
import type { Principal } from '../../kernel/principal.js';
import { Ticks } from '../change-log/change-log.public.js';
import { SyncedEntities } from '../synced-entity/synced-entity.public.js';
import { visibleTables } from './pull-caller.js';
import { contractTable, type ContractTable, SYNC_CONTRACT_VERSION } from './sync-contract.js';

export interface SyncContract {
  readonly version: number;
  readonly generation: number;
  readonly tables: readonly ContractTable[];
}

/** GET /api/sync/schema: the tables that a caller may see, as data. */
@Injectable()
export class PullContract {
  constructor(
    private readonly ticks: Ticks,
    private readonly entities: SyncedEntities,
  ) {}

  async read(principal: Principal): Promise<SyncContract> {
    const tick = await this.ticks.take();
    return {
      version: SYNC_CONTRACT_VERSION,
      generation: tick.gen,
      tables: visibleTables(this.entities, principal).map(contractTable),
    };
  }
}
