import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../../flow/record-list/record-list.public.js';
import { type Attendance, ATTENDANCES } from '../appointment.sync.js';

export class AppointmentsOfAttendance {
  @ApiProperty({ enum: ATTENDANCES, description: '0 pending, 1 arrived, -1 no-show, 2 confirmed.' })
  readonly attendance!: Attendance;

  @ApiProperty({ type: 'integer', example: 120 })
  readonly count!: number;
}

export class NamedCountResponse {
  @ApiProperty({ example: '2100001', description: "The vendor's id." })
  readonly id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Олена Тестова' })
  readonly name!: string | null;

  @ApiProperty({ type: 'integer', example: 42 })
  readonly count!: number;
}

export class AppointmentsOfDay {
  @ApiProperty({ format: 'date', example: '2025-08-13', description: 'A day of the location.' })
  readonly date!: string;

  @ApiProperty({ type: 'integer', example: 17 })
  readonly count!: number;
}

/** The answer of `GET /api/appointments/stats` (A8). */
export class AppointmentStatsResponse {
  @ApiProperty({ type: 'integer', description: 'All stored appointments, deleted ones too.' })
  readonly total!: number;

  @ApiProperty({ type: 'integer', description: 'Deleted at the vendor.' })
  readonly deleted!: number;

  @ApiProperty({ type: 'integer' })
  readonly trials!: number;

  @ApiProperty({ type: [AppointmentsOfAttendance] })
  readonly byAttendance!: readonly Plain<AppointmentsOfAttendance>[];

  @ApiProperty({ type: [NamedCountResponse], description: 'At most five.' })
  readonly topTeachers!: readonly Plain<NamedCountResponse>[];

  @ApiProperty({ type: [NamedCountResponse], description: 'At most five.' })
  readonly topServices!: readonly Plain<NamedCountResponse>[];

  @ApiProperty({ type: [AppointmentsOfDay], description: 'Newest first, at most 366.' })
  readonly byDate!: readonly Plain<AppointmentsOfDay>[];

  @ApiProperty({
    type: 'integer',
    description: 'Rows beyond the oldest of the same lead, start and teacher.',
  })
  readonly duplicates!: number;
}
