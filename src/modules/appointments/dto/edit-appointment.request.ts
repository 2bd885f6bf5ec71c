import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import { type Attendance, ATTENDANCES } from '../appointment.sync.js';

/** The body of `PATCH /api/appointments/:id`: the fields that people may set, and no others. */
export class EditAppointmentRequest {
  @ApiPropertyOptional({
    enum: ATTENDANCES,
    example: 1,
    description: '0 pending, 1 arrived, -1 no-show, 2 confirmed.',
  })
  @ValidateIf((body: EditAppointmentRequest) => body.attendance !== undefined)
  @IsIn(ATTENDANCES)
  readonly attendance?: Attendance;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000, description: 'Null empties it.' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  readonly comment?: string | null;
}
