import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { OverrideResponse, overridesView, type Plain } from '../../../flow/record-list/record-list.public.js';
import type { Appointment } from '../appointment.entity.js';
import { type Attendance, ATTENDANCES } from '../appointment.sync.js';

const NULLABLE_TEXT = { type: String, nullable: true } as const;

/** What the outside may know about an appointment. New columns stay private until they are added here. */
export class AppointmentResponse {
  @ApiProperty({ example: '8d0e7a52-8e0b-49c2-a1b4-3f2a7c1d9e10' })
  readonly id!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: '590000001', description: "The vendor's appointmentId." })
  readonly externalId!: string | null;

  @ApiProperty({ example: '48210777', description: 'The CRM id that the client’s name carries.' })
  readonly leadId!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'Марія' })
  readonly leadName!: string | null;

  @ApiProperty({ example: '2100001' })
  readonly teacherId!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'Олена Тестова' })
  readonly teacherName!: string | null;

  @ApiProperty({ example: '12508353' })
  readonly serviceId!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'Англійська 1:1, 60 хв' })
  readonly serviceName!: string | null;

  @ApiProperty({ format: 'date-time', example: '2025-08-13T15:00:00.000Z' })
  readonly startDateTime!: string;

  @ApiProperty({ format: 'date-time', example: '2025-08-13T16:00:00.000Z' })
  readonly endDateTime!: string;

  @ApiProperty({
    example: 'Europe/Kyiv',
    description: 'The zone of the location: people there say the times of a lesson in it.',
  })
  readonly timeZone!: string;

  @ApiProperty({
    enum: ATTENDANCES,
    example: 0,
    description: '0 pending, 1 arrived, -1 no-show, 2 confirmed.',
  })
  readonly attendance!: Attendance;

  @ApiProperty({ ...NULLABLE_TEXT, description: 'As it was written: escape it where it is shown.' })
  readonly comment!: string | null;

  @ApiProperty()
  readonly isTrial!: boolean;

  @ApiProperty({ description: 'Deleted at the vendor.' })
  readonly isDeleted!: boolean;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly updatedAt!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when the vendor no longer lists it.',
  })
  readonly missingSince!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(OverrideResponse) },
    description: 'Fields that a person has set, by name, with what the vendor says of them.',
    example: { attendance: { by: 'u-1', at: '2025-08-14T08:00:00.000Z', upstream: 0 } },
  })
  readonly overrides!: Record<string, Plain<OverrideResponse>>;
}

export function toAppointmentResponse(
  appointment: Appointment,
  timeZone: string,
): Plain<AppointmentResponse> {
  return {
    id: appointment.id,
    externalId: appointment.externalId,
    leadId: appointment.leadId,
    leadName: appointment.leadName,
    teacherId: appointment.teacherId,
    teacherName: appointment.teacherName,
    serviceId: appointment.serviceId,
    serviceName: appointment.serviceName,
    startDateTime: appointment.startDateTime.toISOString(),
    endDateTime: appointment.endDateTime.toISOString(),
    timeZone,
    attendance: appointment.attendance,
    comment: appointment.comment,
    isTrial: appointment.isTrial,
    isDeleted: appointment.isDeleted,
    createdAt: appointment.createdAt.toISOString(),
    updatedAt: appointment.updatedAt.toISOString(),
    missingSince: appointment.missingSince?.toISOString() ?? null,
    overrides: overridesView(appointment.overrides, appointment.upstream),
  };
}
