import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, Matches } from 'class-validator';
import { ListQuery } from '../../../flow/record-list/record-list.public.js';
import { type Attendance, ATTENDANCES } from '../appointment.sync.js';

/** What a caller may sort appointments by. Nothing else reaches an ORDER BY (FAULTS H12). */
const APPOINTMENT_SORTS = [
  'startDateTime',
  'leadId',
  'leadName',
  'teacherName',
  'serviceName',
  'attendance',
  'externalId',
  'createdAt',
  'updatedAt',
] as const;

export type AppointmentSort = (typeof APPOINTMENT_SORTS)[number];

const DATE_OR_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const DATE_SENTENCE = 'must be a date (2025-08-13) or an instant with an offset (2025-08-13T10:00:00Z)';
const ID = /^\d{1,18}$/;

const QueryBoolean = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

const QueryAttendance = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^(?:-1|[012])$/.test(value) ? Number(value) : value,
  );

/** The query string of `GET /api/appointments`. */
export class AppointmentListQuery extends ListQuery {
  @ApiPropertyOptional({
    example: '2025-08-01',
    description: "First day (the location's) or instant of the start, inclusive.",
  })
  @IsOptional()
  @Matches(DATE_OR_INSTANT, { message: `dateFrom ${DATE_SENTENCE}` })
  readonly dateFrom?: string;

  @ApiPropertyOptional({
    example: '2025-08-31',
    description: "Last day (the location's) or instant of the start, inclusive.",
  })
  @IsOptional()
  @Matches(DATE_OR_INSTANT, { message: `dateTo ${DATE_SENTENCE}` })
  readonly dateTo?: string;

  @ApiPropertyOptional({ enum: ATTENDANCES, description: '0 pending, 1 arrived, -1 no-show, 2 confirmed.' })
  @IsOptional()
  @QueryAttendance()
  @IsIn(ATTENDANCES)
  readonly attendance?: Attendance;

  @ApiPropertyOptional({ example: '2100001' })
  @IsOptional()
  @Matches(ID)
  readonly teacherId?: string;

  @ApiPropertyOptional({ example: '48210777', description: 'The CRM id.' })
  @IsOptional()
  @Matches(ID)
  readonly leadId?: string;

  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  readonly isTrial?: boolean;

  @ApiPropertyOptional({ type: Boolean, description: 'Left out: both.' })
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  readonly isDeleted?: boolean;

  @ApiPropertyOptional({ enum: APPOINTMENT_SORTS, default: 'startDateTime' })
  @IsOptional()
  @IsIn(APPOINTMENT_SORTS)
  readonly sort?: AppointmentSort;
}
