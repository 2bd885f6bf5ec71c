import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository, SelectQueryBuilder } from 'typeorm';
import { containsPattern, containsSql } from '../../flow/record-list/record-list.public.js';
import { Appointment } from './appointment.entity.js';
import type { Attendance } from './appointment.sync.js';
import type { AppointmentSort } from './dto/appointment-list.query.js';

/** Which appointments a list wants, already checked. */
export interface AppointmentSelection {
  readonly attendance: Attendance | null;
  readonly teacherId: string | null;
  readonly leadId: string | null;
  readonly isTrial: boolean | null;
  readonly isDeleted: boolean | null;
  /** By the start; both ends are inclusive. */
  readonly from: Date | null;
  readonly to: Date | null;
  readonly search: string | null;
  readonly sort: AppointmentSort;
  readonly order: 'ASC' | 'DESC';
  readonly limit: number;
  readonly offset: number;
}

const SEARCHED = ['leadId', 'leadName', 'teacherName', 'serviceName', 'comment', 'externalId'];

/** Fields whose value a list may ask for as it is. */
const EQUALS = ['attendance', 'teacherId', 'leadId', 'isTrial', 'isDeleted'] as const;

/** Numbers in text columns: 999 comes before 1000. */
const NUMBERS: readonly AppointmentSort[] = ['externalId', 'leadId'];

/** Every query for single appointments and lists of them. It reads only. */
@Injectable()
export class AppointmentsRepository {
  constructor(@InjectRepository(Appointment) private readonly appointments: Repository<Appointment>) {}

  /** One page and the count of all pages. Rows with the same sort value keep one order, by id. */
  async listAppointments(
    selection: AppointmentSelection,
  ): Promise<{ appointments: Appointment[]; total: number }> {
    const query = this.appointments.createQueryBuilder('a');
    selectWhere(query, selection);
    query
      .orderBy(
        NUMBERS.includes(selection.sort) ? `length(a.${selection.sort})` : `a.${selection.sort}`,
        selection.order,
        'NULLS LAST',
      )
      .addOrderBy(`a.${selection.sort}`, selection.order, 'NULLS LAST')
      .addOrderBy('a.id', selection.order)
      .offset(selection.offset)
      .limit(selection.limit);
    const [appointments, total] = await query.getManyAndCount();
    return { appointments, total };
  }

  async findAppointment(id: string): Promise<Appointment | null> {
    return this.appointments.findOneBy({ id });
  }
}

function selectWhere(query: SelectQueryBuilder<Appointment>, selection: AppointmentSelection): void {
  for (const field of EQUALS) {
    if (selection[field] !== null) {
      query.andWhere(`a.${field} = :${field}`, { [field]: selection[field] });
    }
  }
  if (selection.from !== null) {
    query.andWhere('a.startDateTime >= :from', { from: selection.from });
  }
  if (selection.to !== null) {
    query.andWhere('a.startDateTime <= :to', { to: selection.to });
  }
  if (selection.search !== null) {
    const conditions = SEARCHED.map((field) => containsSql(`a.${field}`));
    query.andWhere(`(${conditions.join(' OR ')})`, { pattern: containsPattern(selection.search) });
  }
}
