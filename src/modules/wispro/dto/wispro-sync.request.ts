import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min, ValidateIf } from 'class-validator';

/** May be left out, but not null. */
const MayBeMissing = (): PropertyDecorator =>
  ValidateIf((_request: object, value: unknown) => value !== undefined);

/** The body of `POST /api/users/sync-wispro-all`; empty imports everything. The limits are for a trial run (W9). */
export class WisproSyncRequest {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 100,
    description: 'Clients of one page; Wispro sends 1000 at most.',
  })
  @MayBeMissing()
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly pageSize?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    description: 'Ends the run after so many pages.',
  })
  @MayBeMissing()
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly pages?: number;
}
