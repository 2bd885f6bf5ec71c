import type { ReactElement } from 'react';
import { useText } from '../i18n/text.js';
import { Detail, Details, SectionTitle } from '../ui/details.js';
import { AmountField, DayField, InstantField, PlainField, YesNoField } from '../ui/fields.js';
import { RecordShow } from '../ui/record-show.js';
import { StateField } from '../ui/tone-chip.js';
import { ClientAccounts } from './client-accounts.js';
import { CLIENT_TONES } from './client-status.js';

export function ClientShow(): ReactElement {
  const text = useText();
  return (
    <RecordShow>
      <Details>
        <Detail source="status">
          <StateField source="status" tones={CLIENT_TONES} />
        </Detail>
        <Detail source="country">
          <PlainField source="country" />
        </Detail>
        <Detail source="registeredOn">
          <DayField source="registeredOn" />
        </Detail>
        {['kycPassed', 'ftdReceived', 'fttMade'].map((source) => (
          <Detail key={source} source={source}>
            <YesNoField source={source} />
          </Detail>
        ))}
        {['volumeLots', 'volumeMlnUsd', 'rewardUsd', 'rebateAmountUsd'].map((source) => (
          <Detail key={source} source={source}>
            <AmountField source={source} />
          </Detail>
        ))}
        <Detail source="notes" isWide>
          <PlainField source="notes" />
        </Detail>
      </Details>
      <ClientAccounts />
      <SectionTitle>{text('resources.clients.sections.record')}</SectionTitle>
      <Details>
        {['externalId', 'clientUid', 'partnerAccount'].map((source) => (
          <Detail key={source} source={source}>
            <PlainField source={source} />
          </Detail>
        ))}
        {['lastSeenAt', 'createdAt', 'updatedAt'].map((source) => (
          <Detail key={source} source={source}>
            <InstantField source={source} />
          </Detail>
        ))}
      </Details>
    </RecordShow>
  );
}
