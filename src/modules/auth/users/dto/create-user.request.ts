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

/** `POST /api/users`: somebody who is to work here. Subscribers are imported, never made. */
export class CreateUserRequest {
  @EmailField(true)
  readonly email!: string;

  @NameField(true)
  readonly name!: string;

  @PasswordField(true)
  readonly password!: string;

  @RoleField(true, ['agent', 'admin'])
  readonly role!: RoleText;

  @MayBeEmptied()
  @PhoneField()
  readonly phone?: string | null;

  @ApiPropertyOptional({ default: false, description: 'The password opens nothing but its own change.' })
  @MayBeMissing()
  @IsBoolean()
  readonly mustChangePassword?: boolean;
}
