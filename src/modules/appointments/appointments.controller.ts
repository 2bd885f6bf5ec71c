import { Body, Controller, Delete, Get, Headers, Param, Patch, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import {
  AcceptsIfMatch,
  HistoryEntryResponse,
  ListQuery,
  ListRoute,
  OverrideResponse,
  type Plain,
  type RecordPage,
  RecordRoute,
} from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import { AppointmentStats } from './appointment-stats.js';
import { AppointmentValidation } from './appointment-validation.js';
import { type AppointmentPage, AppointmentsService } from './appointments.service.js';
import { AppointmentListQuery } from './dto/appointment-list.query.js';
import { AppointmentStatsResponse, NamedCountResponse } from './dto/appointment-stats.response.js';
import { AppointmentResponse } from './dto/appointment.response.js';
import { EditAppointmentRequest } from './dto/edit-appointment.request.js';
import { toValidationResponse, ValidationResponse } from './dto/validation.response.js';

/** Appointments over REST (A7, A8, A9). Ids are ours; the vendor's is `externalId`. */
@ApiTags('appointments')
@ApiExtraModels(OverrideResponse)
@Roles('admin', 'agent')
@Controller('appointments')
export class AppointmentsController {
  constructor(
    private readonly appointments: AppointmentsService,
    private readonly figures: AppointmentStats,
    private readonly validation: AppointmentValidation,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List, filter, search and sort appointments' })
  @ListRoute(AppointmentResponse)
  list(@Query() query: AppointmentListQuery): Promise<RecordPage<Plain<AppointmentResponse>>> {
    return this.appointments.listAppointments(query);
  }

  // Before `:id`, or "stats" would be taken for one.
  @Get('stats')
  @ApiOperation({ summary: 'Appointments by attendance, teacher, service and day, and duplicates' })
  @ApiOkResponse({ type: AppointmentStatsResponse })
  stats(): Promise<Plain<AppointmentStatsResponse>> {
    return this.figures.read();
  }

  @Get('teachers')
  @ApiOperation({ summary: 'Every teacher with appointments, for the filter `teacherId`' })
  @ApiOkResponse({ type: [NamedCountResponse], description: 'Those with the most first, at most 1000.' })
  teachers(): Promise<Plain<NamedCountResponse>[]> {
    return this.figures.listTeachers();
  }

  @Get('validate')
  @ApiOperation({ summary: 'What is wrong with stored appointments, and what the last hourly check found' })
  @ApiOkResponse({ type: ValidationResponse })
  async validate(): Promise<Plain<ValidationResponse>> {
    return toValidationResponse(await this.validation.validate(), await this.validation.findLastCheck());
  }

  @Get(':id')
  @ApiOperation({ summary: 'One appointment with its overrides' })
  @RecordRoute(AppointmentResponse)
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<AppointmentPage> {
    return this.appointments.getAppointment(id, principal);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Set attendance or comment; the vendor no longer overwrites it' })
  @RecordRoute(AppointmentResponse)
  @AcceptsIfMatch()
  edit(
    @Param('id') id: string,
    @Body() body: EditAppointmentRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<AppointmentPage> {
    return this.appointments.editAppointment(id, body, { principal, ifMatch });
  }

  @Delete(':id/overrides/:field')
  @ApiOperation({ summary: "Release an override: the vendor's value shows at once" })
  @RecordRoute(AppointmentResponse)
  release(
    @Param('id') id: string,
    @Param('field') field: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AppointmentPage> {
    return this.appointments.releaseOverride(id, field, principal);
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'What changed the appointment, newest first' })
  @ListRoute(HistoryEntryResponse)
  history(
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.appointments.listHistory(id, query);
  }
}
