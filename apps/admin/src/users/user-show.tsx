import type { ReactElement } from 'react';
import { Typography } from '@mui/material';
import { useRecordContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { EmailField, PhoneField } from '../ui/contact-links.js';
import { Detail, Details, SectionTitle } from '../ui/details.js';
import { InstantField, PlainField } from '../ui/fields.js';
import { RecordShow } from '../ui/record-show.js';
import { StateField } from '../ui/tone-chip.js';
import { UserAccess } from './user-access.js';
import { ROLE_TONES, STATUS_TONES } from './user-role.js';

export function UserShow(): ReactElement {
  return (
    <RecordShow>
      <Details>
        <Detail source="name">
          <PlainField source="name" />
        </Detail>
        <Detail source="role">
          <StateField source="role" tones={ROLE_TONES} />
        </Detail>
        <Detail source="status">
          <StateField source="status" tones={STATUS_TONES} />
        </Detail>
        <Detail source="email">
          <EmailField source="email" />
        </Detail>
        <Detail source="phone">
          <PhoneField source="phone" />
        </Detail>
        {['createdAt', 'updatedAt'].map((source) => (
          <Detail key={source} source={source}>
            <InstantField source={source} />
          </Detail>
        ))}
      </Details>
      <UserAccess />
      <Subscriber />
    </RecordShow>
  );
}

/** What is known of a subscriber, and from where; nothing for somebody who only works here. */
function Subscriber(): ReactElement | null {
  const text = useText();
  const user = useRecordContext<Schema<'UserDetailResponse'>>();
  if (user === undefined || (user.idWispro === null && user.role !== 'subscriber')) {
    return null;
  }
  return (
    <>
      <SectionTitle>{text('resources.users.sections.subscriber')}</SectionTitle>
      <Typography color="text.secondary" sx={{ mb: 2 }}>
        {text(user.idWispro === null ? 'resources.users.origin.none' : 'resources.users.origin.wispro')}
      </Typography>
      <Details>
        {['code', 'idNumber', 'idWispro', 'planId', 'zone'].map((source) => (
          <Detail key={source} source={source}>
            <PlainField source={source} />
          </Detail>
        ))}
        <Detail source="address" isWide>
          <PlainField source="address" />
        </Detail>
      </Details>
    </>
  );
}
