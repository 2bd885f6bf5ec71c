import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** The body of `PUT /api/clients/:id`: the fields that people may set, and no others. Null empties a field. */
export class EditClientRequest {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 100, example: 'TH' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly country?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 10_000, example: 'Call back in July' })
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  readonly notes?: string | null;
}
