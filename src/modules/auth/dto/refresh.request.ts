import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, MaxLength } from 'class-validator';
import { IsStorableText } from '../../../kernel/storable-text.validator.js';

const LENGTH_MAX = 8_192;

/** `POST /api/auth/refresh`. */
export class RefreshRequest {
  @ApiProperty({
    maxLength: LENGTH_MAX,
    example: 'dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEgdG9rZW4',
    description: 'Good for one use: the answer brings its successor. A second use ends the session.',
  })
  @IsStorableText()
  @IsNotEmpty()
  @MaxLength(LENGTH_MAX)
  readonly refreshToken!: string;
}
