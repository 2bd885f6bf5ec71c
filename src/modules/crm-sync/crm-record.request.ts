import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, Length, MaxLength, ValidateIf } from 'class-validator';
import { IsStorableText } from '../../kernel/storable-text.validator.js';
import { CRM_TEXT_LENGTH_MAX, ID_LENGTH_MAX } from './crm-fields.js';

/** Text that a record cannot be without. */
export function RequiredText(example: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ minLength: 1, maxLength: CRM_TEXT_LENGTH_MAX, example }),
    IsString(),
    IsNotEmpty(),
    MaxLength(CRM_TEXT_LENGTH_MAX),
    IsStorableText(),
  );
}

/** Text that may be left out; null empties it. */
export function OptionalText(
  options: { example?: string; lengthMax?: number; description?: string } = {},
): PropertyDecorator {
  const { lengthMax = CRM_TEXT_LENGTH_MAX, ...documented } = options;
  return applyDecorators(
    ApiPropertyOptional({ type: String, nullable: true, maxLength: lengthMax, ...documented }),
    IsOptional(),
    IsString(),
    MaxLength(lengthMax),
    IsStorableText(),
  );
}

/** One of a closed set that has a default: it may be left out, and never be null. */
export function OptionalChoice(values: readonly string[]): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ enum: values, default: values[0] }),
    ValidateIf((_body: object, value: unknown) => value !== undefined),
    IsIn(values),
  );
}

/** What every new CRM record may bring. */
export class CreateCrmRecordRequest {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: ID_LENGTH_MAX,
    description: 'Made by the client; ours when absent.',
  })
  @ValidateIf((_body: object, value: unknown) => value !== undefined)
  @IsString()
  @Length(1, ID_LENGTH_MAX)
  @IsStorableText()
  readonly id?: string;

  @OptionalText({ lengthMax: ID_LENGTH_MAX, description: 'The user who looks after it.' })
  readonly assignedToUserId?: string | null;
}
