import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import { ManualRunQuery, ManualRunRoute } from '../../flow/external-source/external-source.public.js';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import { ClientsCommands } from './clients-commands.js';
import { ClientsFigures } from './clients-figures.js';
import { ClientsService } from './clients.service.js';
import { ClientsDebugResponse, toClientsDebugResponse } from './dto/clients-debug.response.js';
import { ClientsDebugDbResponse, ClientsSyncStatsResponse } from './dto/clients-figures.response.js';
import { ClientsRunResponse, toEndedRunResponse, toStartedRunResponse } from './dto/clients-run.response.js';

/** Imports of clients by hand, and what they came to, under the names of the earlier system (C5). */
@ApiTags('clients')
@Controller('clients')
export class ClientsSyncController {
  constructor(
    private readonly commands: ClientsCommands,
    private readonly figures: ClientsFigures,
    private readonly clients: ClientsService,
  ) {}

  @Post('sync')
  @Roles('admin')
  @ApiOperation({ summary: 'Import all clients now; 409 with the runId while an import runs' })
  @ApiAcceptedResponse({ type: ClientsRunResponse, description: 'The run has started.' })
  @ApiOkResponse({ type: ClientsRunResponse, description: 'The run has ended (`wait=true`).' })
  @ManualRunRoute()
  sync(
    @Query() { wait }: ManualRunQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<ClientsRunResponse>> {
    return this.run(false, wait, principal);
  }

  @Post('sync-new')
  @Roles('admin')
  @ApiOperation({
    summary:
      'Add the clients that are not stored yet, and touch no other; 409 with the runId while an import runs',
  })
  @ApiAcceptedResponse({ type: ClientsRunResponse, description: 'The run has started.' })
  @ApiOkResponse({ type: ClientsRunResponse, description: 'The run has ended (`wait=true`).' })
  @ManualRunRoute()
  syncNew(
    @Query() { wait }: ManualRunQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<ClientsRunResponse>> {
    return this.run(true, wait, principal);
  }

  @Get('sync-stats')
  @Roles('admin', 'agent')
  @ApiOperation({ summary: 'How many clients there are, of which kinds, and when they were last seen' })
  @ApiOkResponse({ type: ClientsSyncStatsResponse })
  async stats(): Promise<Plain<ClientsSyncStatsResponse>> {
    return { success: true, data: await this.figures.read() };
  }

  @Get('debug-db')
  @Roles('admin')
  @ApiOperation({ summary: 'What the table of clients has: counts, columns and the five newest rows' })
  @ApiOkResponse({ type: ClientsDebugDbResponse })
  async debugDatabase(): Promise<Plain<ClientsDebugDbResponse>> {
    return { database_status: await this.clients.readDatabase() };
  }

  @Get('debug')
  @Roles('admin')
  @ApiOperation({
    summary: "What the vendor's two reports have now, and how their ids fit; nothing is stored",
  })
  @ApiOkResponse({ type: ClientsDebugResponse })
  async debug(): Promise<Plain<ClientsDebugResponse>> {
    return toClientsDebugResponse(await this.commands.apiSummary());
  }

  private async run(
    newOnly: boolean,
    wait: boolean,
    { userId }: Principal,
  ): Promise<Plain<ClientsRunResponse>> {
    const trigger = { kind: 'manual', userId } as const;
    if (!wait) {
      return toStartedRunResponse(await this.commands.start(newOnly, trigger));
    }
    const run = await this.commands.sync({ newOnly }, trigger);
    return toEndedRunResponse(run, await this.commands.figures(run));
  }
}
