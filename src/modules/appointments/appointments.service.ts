import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { type EditOptions, RecordDesk } from '../../flow/push/push.public.js';
import {
  type HistoryEntryResponse,
  type ListQuery,
  offsetOf,
  type Plain,
  type RecordAnswer,
  recordPage,
  type RecordPage,
  searchedText,
} from '../../flow/record-list/record-list.public.js';
import { AppError } from '../../kernel/app-error.js';
import type { Principal } from '../../kernel/principal.js';
import type { Appointment } from './appointment.entity.js';
import { appointmentSync } from './appointment.sync.js';
import { type AppointmentSelection, AppointmentsRepository } from './appointments.repository.js';
import type { AppointmentListQuery } from './dto/appointment-list.query.js';
import { type AppointmentResponse, toAppointmentResponse } from './dto/appointment.response.js';
import { instantOfDay } from './location-day.js';

const { table } = appointmentSync;

/** The appointment's page: the body and the ETag that an edit of it has to bring back. */
export type AppointmentPage = RecordAnswer<Plain<AppointmentResponse>>;

/** What may be known of appointments and done to them over REST. Everybody who works here sees all of them. */
@Injectable()
export class AppointmentsService {
  constructor(
    private readonly appointments: AppointmentsRepository,
    private readonly desk: RecordDesk,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'ALTEGIO_TIME_ZONE'>,
  ) {}

  async listAppointments(query: AppointmentListQuery): Promise<RecordPage<Plain<AppointmentResponse>>> {
    const { appointments, total } = await this.appointments.listAppointments(this.selectionOf(query));
    return recordPage(
      appointments.map((appointment) => this.describe(appointment)),
      total,
      query,
    );
  }

  /** Throws `NOT_FOUND`. */
  getAppointment(id: string, principal: Principal): Promise<AppointmentPage> {
    return this.desk.read({ table, id }, principal, async (storableId) => {
      const appointment = await this.appointments.findAppointment(storableId);
      return appointment === null ? null : this.describe(appointment);
    });
  }

  /** Sets fields; each becomes an override that imports leave alone. Answers the appointment as it is now. */
  async editAppointment(id: string, fields: object, options: EditOptions): Promise<AppointmentPage> {
    await this.desk.edit({ table, id }, fields, options);
    return this.getAppointment(id, options.principal);
  }

  /** Lets the vendor's value of a field show again, at once. */
  async releaseOverride(id: string, field: string, principal: Principal): Promise<AppointmentPage> {
    await this.desk.releaseOverride({ table, id }, field, principal);
    return this.getAppointment(id, principal);
  }

  listHistory(id: string, query: ListQuery): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.desk.listHistory({ table, id }, query, (storableId) =>
      this.appointments.findAppointment(storableId),
    );
  }

  private describe(appointment: Appointment): Plain<AppointmentResponse> {
    return toAppointmentResponse(appointment, this.environment.ALTEGIO_TIME_ZONE);
  }

  private selectionOf(query: AppointmentListQuery): AppointmentSelection {
    return {
      attendance: query.attendance ?? null,
      teacherId: query.teacherId ?? null,
      leadId: query.leadId ?? null,
      isTrial: query.isTrial ?? null,
      isDeleted: query.isDeleted ?? null,
      from: this.edgeOf(query.dateFrom, 'dateFrom', 'start'),
      to: this.edgeOf(query.dateTo, 'dateTo', 'end'),
      search: searchedText(query),
      sort: query.sort ?? 'startDateTime',
      order: query.order === 'asc' ? 'ASC' : 'DESC',
      limit: query.limit,
      offset: offsetOf(query),
    };
  }

  private edgeOf(text: string | undefined, field: string, edge: 'start' | 'end'): Date | null {
    if (text === undefined) {
      return null;
    }
    const instant = instantOfDay(text, this.environment.ALTEGIO_TIME_ZONE, edge);
    if (instant === null) {
      const message = 'is not a day of the calendar';
      throw new AppError('VALIDATION', `${field} ${message}`, { errors: [{ field, message }] });
    }
    return instant;
  }
}
