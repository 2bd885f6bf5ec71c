import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import { SyncedEntities, visibleScope } from '../../flow/synced-entity/synced-entity.public.js';
import type { Principal } from '../../kernel/principal.js';
import { CrmRecordsRepository, type StageSum } from './crm-records.repository.js';
import { DealStageResponse } from './deal-stages.response.js';
import { dealFilter, DealStagesQuery } from './deals.list-query.js';
import { DEAL_STAGES } from './deals.sync.js';

/** What a board of deals has above its columns. A path of its own: `stages` may be the id of a deal. */
@ApiTags('deals')
@ApiBearerAuth()
@Roles('admin', 'agent')
@Controller('deal-stages')
export class DealStagesController {
  constructor(
    private readonly records: CrmRecordsRepository,
    private readonly entities: SyncedEntities,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How many deals are in each stage, and what they are worth' })
  @ApiOkResponse({ type: [DealStageResponse], description: 'Every stage, in the order of their work.' })
  async list(
    @Query() query: DealStagesQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<DealStageResponse>[]> {
    const scope = visibleScope(this.entities.get('deals'), principal);
    return stagesOf(await this.records.sumByStage(dealFilter(query), scope));
  }
}

function stagesOf(sums: readonly StageSum[]): Plain<DealStageResponse>[] {
  return DEAL_STAGES.map((stage) => {
    const own = sums.filter((sum) => sum.stage === stage);
    return {
      stage,
      count: own.reduce((count, sum) => count + sum.count, 0),
      amounts: own.flatMap(({ currency, amount }) => (amount === null ? [] : [{ currency, amount }])),
    };
  });
}
