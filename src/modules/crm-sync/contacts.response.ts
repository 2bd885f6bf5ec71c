import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import type { Contact } from './contacts.entity.js';
import { CONTACT_STATUSES, type ContactStatus } from './contacts.sync.js';
import { CrmRecordResponse, NULLABLE_TEXT, toCrmRecordResponse } from './crm-record.response.js';

/** What the outside may know about a contact. New columns stay private until they are added here. */
export class ContactResponse extends CrmRecordResponse {
  @ApiProperty({ example: 'Анна Тестова' })
  readonly name!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: '+7 900 000-00-01' })
  readonly phone!: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'anna@example.com' })
  readonly email!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  readonly company!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  readonly position!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  readonly notes!: string | null;

  @ApiProperty({ enum: CONTACT_STATUSES, example: 'active' })
  readonly status!: ContactStatus;
}

export function toContactResponse(contact: Contact): Plain<ContactResponse> {
  return {
    ...toCrmRecordResponse(contact),
    name: contact.name,
    phone: contact.phone,
    email: contact.email,
    company: contact.company,
    position: contact.position,
    notes: contact.notes,
    status: contact.status,
  };
}
