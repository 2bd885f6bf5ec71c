import type { ReactElement } from 'react';
import { SelectField } from 'react-admin';
import { EmailField, PhoneField } from '../ui/contact-links.js';
import { Detail, Details } from '../ui/details.js';
import { InstantField, PlainField } from '../ui/fields.js';
import { PersonField } from '../ui/person-field.js';
import { RecordShow } from '../ui/record-show.js';
import { CONTACT_STATUSES } from './contact-status.js';

export function ContactShow(): ReactElement {
  return (
    <RecordShow>
      <Details>
        {(['name', 'company', 'position'] as const).map((source) => (
          <Detail key={source} source={source}>
            <PlainField source={source} />
          </Detail>
        ))}
        <Detail source="phone">
          <PhoneField source="phone" />
        </Detail>
        <Detail source="email">
          <EmailField source="email" />
        </Detail>
        <Detail source="status">
          <SelectField source="status" choices={CONTACT_STATUSES} />
        </Detail>
        <Detail source="assignedToUserId">
          <PersonField source="assignedToUserId" />
        </Detail>
        <Detail source="createdAt">
          <InstantField source="createdAt" />
        </Detail>
        <Detail source="updatedAt">
          <InstantField source="updatedAt" />
        </Detail>
        <Detail source="notes" isWide>
          <PlainField source="notes" />
        </Detail>
      </Details>
    </RecordShow>
  );
}
