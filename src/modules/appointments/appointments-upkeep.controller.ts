import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import {
  ManualRunQuery,
  type ManualRunResponse,
  ManualRunRoute,
} from '../../flow/external-source/external-source.public.js';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import { AppointmentImports } from './appointment-imports.js';
import { AppointmentsCommands } from './appointments.commands.js';
import { ClearingResponse } from './dto/clearing.response.js';
import { SyncAppointmentsRequest, wordsOf } from './dto/sync-appointments.request.js';
import { ValidateAppointmentsRequest } from './dto/validate-appointments.request.js';
import { toValidationReportResponse, ValidationReportResponse } from './dto/validation.response.js';

/** What an admin does about appointments as a whole: import, clear, repair (A7, A8, A9). */
@ApiTags('appointments')
@Roles('admin')
@Controller('appointments')
export class AppointmentsUpkeepController {
  constructor(
    private readonly imports: AppointmentImports,
    private readonly commands: AppointmentsCommands,
  ) {}

  @Post('sync')
  @ApiOperation({ summary: 'Import a range of days now; 409 with the runId while an import runs' })
  @ManualRunRoute()
  async sync(
    @Body() body: SyncAppointmentsRequest,
    @Query() query: ManualRunQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<ManualRunResponse>> {
    const range = this.imports.rangeOf(wordsOf(body));
    const trigger = { kind: 'manual', userId: principal.userId } as const;
    const { runId } = await this.imports.start(range, { insertOnly: body.insertOnly }, trigger);
    if (!query.wait) {
      return { runId };
    }
    const { state, counts, error } = await this.imports.wait(runId);
    return {
      runId,
      state,
      counts,
      error: error === null ? null : { kind: error.kind, message: error.message },
    };
  }

  @Post('clean')
  @HttpCode(200)
  @ApiOperation({ summary: 'Remove logical duplicates and keep the oldest of each, after a backup' })
  @ApiOkResponse({ type: ClearingResponse })
  clean(@CurrentPrincipal() principal: Principal): Promise<Plain<ClearingResponse>> {
    return this.commands.clean(principal.userId);
  }

  @Post('validate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Check all appointments now; with fix, repair what is safe before, after a backup',
  })
  @ApiOkResponse({ type: ValidationReportResponse })
  async validate(
    @Body() body: ValidateAppointmentsRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Plain<ValidationReportResponse>> {
    return toValidationReportResponse(
      await this.commands.validate({ fix: body.fix, actor: principal.userId }),
    );
  }
}
