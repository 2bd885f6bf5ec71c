import { OmitType, PartialType } from '@nestjs/swagger';
import { CONTACT_STATUSES, type ContactStatus } from './contacts.sync.js';
import { CRM_NOTE_LENGTH_MAX } from './crm-fields.js';
import { CreateCrmRecordRequest, OptionalChoice, OptionalText, RequiredText } from './crm-record.request.js';

/** The body of `POST /api/contacts` (S5). */
export class CreateContactRequest extends CreateCrmRecordRequest {
  @RequiredText('Анна Тестова')
  readonly name!: string;

  @OptionalText({ example: '+7 900 000-00-01' })
  readonly phone?: string | null;

  @OptionalText({
    example: 'anna@example.com',
    description: 'Kept as written: a CRM holds half addresses too.',
  })
  readonly email?: string | null;

  @OptionalText({ example: 'Test & Co.' })
  readonly company?: string | null;

  @OptionalText({ example: 'Buyer' })
  readonly position?: string | null;

  @OptionalText({ lengthMax: CRM_NOTE_LENGTH_MAX })
  readonly notes?: string | null;

  @OptionalChoice(CONTACT_STATUSES)
  readonly status?: ContactStatus;
}

/** The body of `PATCH /api/contacts/:id`: the fields to set. Null empties one that may be empty. */
export class EditContactRequest extends PartialType(OmitType(CreateContactRequest, ['id'] as const)) {}
