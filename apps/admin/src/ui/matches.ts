import type { Validator } from 'react-admin';
import type { MessageKey } from '../i18n/text.js';

/** A form's check that a text has a shape; an empty input passes, `required` is another check. */
export function matches(pattern: RegExp, message: MessageKey): Validator {
  return (value: unknown) =>
    typeof value === 'string' && value !== '' && !pattern.test(value) ? message : undefined;
}
