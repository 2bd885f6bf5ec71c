import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';

/** The body of `POST /api/appointments/validate`. */
export class ValidateAppointmentsRequest {
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Repair what is safe first.' })
  @IsBoolean()
  readonly fix: boolean = false;
}
