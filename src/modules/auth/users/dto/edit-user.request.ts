import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import type { RoleText } from '../../role-names.js';
import {
  EmailField,
  MayBeEmptied,
  MayBeMissing,
  NameField,
  PasswordField,
  PhoneField,
  RoleField,
} from './user-fields.js';

/** `PATCH /api/users/:id`: what is left out stays. */
export class EditUserRequest {
  @MayBeMissing()
  @NameField(false)
  readonly name?: string;

  @MayBeEmptied()
  @EmailField(false)
  readonly email?: string | null;

  @MayBeEmptied()
  @PhoneField()
  readonly phone?: string | null;

  @ApiPropertyOptional({ description: 'False: the account cannot sign in, and its sessions end.' })
  @MayBeMissing()
  @IsBoolean()
  readonly status?: boolean;

  @MayBeMissing()
  @RoleField(false)
  readonly role?: RoleText;

  @MayBeMissing()
  @PasswordField(false)
  readonly password?: string;

  @ApiPropertyOptional({ default: false, description: 'The new password opens nothing but its own change.' })
  @MayBeMissing()
  @IsBoolean()
  readonly mustChangePassword?: boolean;
}
