import type { ReactElement } from 'react';
import { useText } from '../i18n/text.js';
import { EmailField, PhoneField } from '../ui/contact-links.js';
import { Detail, Details, SectionTitle } from '../ui/details.js';
import { InstantField, PlainField } from '../ui/fields.js';
import { RecordShow } from '../ui/record-show.js';
import { StateField } from '../ui/tone-chip.js';
import { OrderItems } from './order-items.js';
import { ORDER_TONES } from './order-status.js';

export function OrderShow(): ReactElement {
  const text = useText();
  return (
    <RecordShow>
      <Details>
        <Detail source="status">
          <StateField source="status" tones={ORDER_TONES} />
        </Detail>
        <Instants sources={['orderDate', 'paidAt', 'shippedAt']} />
        <Detail source="bankCard">
          <PlainField source="bankCard" />
        </Detail>
      </Details>
      <SectionTitle>{text('resources.orders.sections.customer')}</SectionTitle>
      <Details>
        <Detail source="customerName">
          <PlainField source="customerName" />
        </Detail>
        <Detail source="customerEmail">
          <EmailField source="customerEmail" />
        </Detail>
        <Detail source="customerPhone">
          <PhoneField source="customerPhone" />
        </Detail>
        <Detail source="customerCity">
          <PlainField source="customerCity" />
        </Detail>
        <Detail source="customerAddress" isWide>
          <PlainField source="customerAddress" />
        </Detail>
      </Details>
      <OrderItems />
      <SectionTitle>{text('resources.orders.sections.record')}</SectionTitle>
      <Details>
        <Detail source="externalId">
          <PlainField source="externalId" />
        </Detail>
        <Instants sources={['createdAt', 'updatedAt']} />
      </Details>
    </RecordShow>
  );
}

function Instants({ sources }: { readonly sources: readonly string[] }): ReactElement {
  return (
    <>
      {sources.map((source) => (
        <Detail key={source} source={source}>
          <InstantField source={source} />
        </Detail>
      ))}
    </>
  );
}
