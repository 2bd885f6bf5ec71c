import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, MaxLength } from 'class-validator';
import { IsStorableText } from '../../../kernel/storable-text.validator.js';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../passwords/password-rules.js';

/** `POST /api/auth/change-password`. */
export class ChangePasswordRequest {
  @ApiProperty({
    format: 'password',
    maxLength: PASSWORD_LENGTH_MAX,
    example: '20111222',
    description:
      'What the present session was opened with: the password, the national id or the one-time code.',
  })
  @IsStorableText()
  @IsNotEmpty()
  @MaxLength(PASSWORD_LENGTH_MAX)
  readonly currentPassword!: string;

  @ApiProperty({
    format: 'password',
    minLength: PASSWORD_LENGTH_MIN,
    maxLength: PASSWORD_LENGTH_MAX,
    example: 'seven slow green boats',
    description: 'Not the name, id, phone number, code or e-mail address of its owner.',
  })
  @IsStorableText()
  @MaxLength(PASSWORD_LENGTH_MAX * 2)
  readonly newPassword!: string;
}
