import { Column, Entity } from 'typeorm';
import { ImportedRecord } from '../../flow/record-list/record-list.public.js';
import type { Attendance } from './appointment.sync.js';

/**
 * One lesson, for reading. Ingest and the record editor write the table; besides them only the clearing of
 * duplicates and the repair, which leave a backup (A8, A9).
 */
@Entity('appointments')
export class Appointment extends ImportedRecord {
  /** The CRM id that the client's name carries (A4). */
  @Column('text', { name: 'lead_id' })
  readonly leadId!: string;

  @Column('text', { name: 'lead_name', nullable: true })
  readonly leadName!: string | null;

  @Column('text', { name: 'teacher_id' })
  readonly teacherId!: string;

  @Column('text', { name: 'teacher_name', nullable: true })
  readonly teacherName!: string | null;

  @Column('text', { name: 'service_id' })
  readonly serviceId!: string;

  @Column('text', { name: 'service_name', nullable: true })
  readonly serviceName!: string | null;

  @Column('timestamptz', { name: 'start_date_time' })
  readonly startDateTime!: Date;

  @Column('timestamptz', { name: 'end_date_time' })
  readonly endDateTime!: Date;

  @Column('integer')
  readonly attendance!: Attendance;

  @Column('text', { nullable: true })
  readonly comment!: string | null;

  @Column('boolean', { name: 'is_trial' })
  readonly isTrial!: boolean;

  /** Deleted at the vendor, which keeps it in its lists. */
  @Column('boolean', { name: 'is_deleted' })
  readonly isDeleted!: boolean;
}
