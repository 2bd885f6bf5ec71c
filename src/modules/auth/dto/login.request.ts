import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, MaxLength } from 'class-validator';
import { IsStorableText } from '../../../kernel/storable-text.validator.js';
import { LOGIN_LENGTH_MAX } from '../login-name.js';
import { PASSWORD_LENGTH_MAX } from '../passwords/password-rules.js';

/** `POST /api/auth/login`. */
export class LoginRequest {
  @ApiProperty({
    maxLength: LOGIN_LENGTH_MAX,
    example: 'admin@example.com',
    description:
      "An e-mail address in any case, or a subscriber's code (the national id without its prefix).",
  })
  @IsStorableText()
  @IsNotEmpty()
  @MaxLength(LOGIN_LENGTH_MAX)
  readonly login!: string;

  @ApiProperty({
    format: 'password',
    maxLength: PASSWORD_LENGTH_MAX,
    example: 'a long and quiet river',
    description:
      'The password, a one-time code, or at the first login of an imported subscriber the national id.',
  })
  @IsStorableText()
  @IsNotEmpty()
  @MaxLength(PASSWORD_LENGTH_MAX)
  readonly password!: string;
}
