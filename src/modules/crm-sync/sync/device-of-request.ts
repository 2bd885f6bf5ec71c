import { AppError } from '../../../kernel/app-error.js';
import { isUuid } from '../../../kernel/ids.js';

/** The calling device: from the query or body, else from `X-Device-Id`; null when the call names none. */
export function deviceIdOf(named: string | null | undefined, header: string | undefined): string | null {
  const id = named ?? (header === undefined || header === '' ? null : header);
  if (id !== null && !isUuid(id)) {
    throw new AppError('VALIDATION', 'The device id is not usable.', {
      errors: [{ field: 'deviceId', message: 'must be a UUID' }],
    });
  }
  return id === null ? null : id.toLowerCase();
}
