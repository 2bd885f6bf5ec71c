import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsEmail, IsIn, IsNotEmpty, MaxLength, ValidateIf } from 'class-validator';
import { IsStorableText } from '../../../../kernel/storable-text.validator.js';
import { LOGIN_LENGTH_MAX } from '../../login-name.js';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../../passwords/password-rules.js';
import { ROLES } from '../../role-names.js';

/** May be left out, but not null. */
export function MayBeMissing(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** May be left out; null empties the field. */
export function MayBeEmptied(): PropertyDecorator {
  return ValidateIf((_, value) => value != null);
}

/** Rules and documentation of a person's name. */
export function NameField(isRequired: boolean): PropertyDecorator {
  return field(isRequired, { maxLength: 300, example: 'Ana Example' }, [
    IsStorableText(),
    IsNotEmpty(),
    MaxLength(300),
  ]);
}

/** Rules and documentation of an e-mail address. */
export function EmailField(isRequired: boolean): PropertyDecorator {
  return field(
    isRequired,
    { type: String, nullable: !isRequired, maxLength: LOGIN_LENGTH_MAX, example: 'ana@example.com' },
    [IsStorableText(), IsEmail({ allow_utf8_local_part: true }), MaxLength(LOGIN_LENGTH_MAX)],
  );
}

/** Rules and documentation of a phone number, kept as it is given. */
export function PhoneField(): PropertyDecorator {
  return field(false, { type: String, nullable: true, maxLength: 100, example: '+58 212 555 0100' }, [
    IsStorableText(),
    MaxLength(100),
  ]);
}

/** Rules and documentation of a password that an admin chooses; its other rules need the account. */
export function PasswordField(isRequired: boolean): PropertyDecorator {
  const shown = {
    format: 'password',
    minLength: PASSWORD_LENGTH_MIN,
    maxLength: PASSWORD_LENGTH_MAX,
    example: 'seven slow green boats',
  };
  return field(isRequired, shown, [IsStorableText(), MaxLength(PASSWORD_LENGTH_MAX * 2)]);
}

/** Rules and documentation of a role, by name or by number. */
export function RoleField(isRequired: boolean, names: readonly string[] = ROLES): PropertyDecorator {
  const numbers = names.map((name) => ROLES.findIndex((role) => role === name));
  return field(
    isRequired,
    {
      oneOf: [
        { type: 'string', enum: [...names] },
        { type: 'integer', enum: numbers },
      ],
      example: 'agent',
    },
    [IsIn([...names, ...numbers])],
  );
}

function field(
  isRequired: boolean,
  shown: ApiPropertyOptions,
  rules: readonly PropertyDecorator[],
): PropertyDecorator {
  return applyDecorators(isRequired ? ApiProperty(shown) : ApiPropertyOptional(shown), ...rules);
}
