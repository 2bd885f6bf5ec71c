import { ValidateBy, type ValidationOptions, buildMessage } from 'class-validator';
import { isStorableText } from './text.js';

/**
 * For every free text of a DTO: a string that PostgreSQL can hold as it is, so neither NUL nor a lone
 * surrogate (FAULTS H1, H2; X6). Says nothing about length: put `@MaxLength` beside it.
 */
export function IsStorableText(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isStorableText',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isStorableText(value),
        defaultMessage: buildMessage(
          (prefix) => `${prefix}$property must be text without NUL characters and lone surrogates`,
          options,
        ),
      },
    },
    options,
  );
}
