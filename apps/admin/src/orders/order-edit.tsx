import type { ReactElement } from 'react';
import { email, maxLength, required, SelectInput, TextInput } from 'react-admin';
import { useText } from '../i18n/text.js';
import { SectionTitle } from '../ui/details.js';
import { Marked, RecordEdit } from '../ui/record-edit.js';
import { ORDER_STATUSES } from './order-status.js';

/** What people may set of an order, as the API has it (EditOrderRequest); money and dates belong to the shop. */
export function OrderEdit(): ReactElement {
  const text = useText();
  return (
    <RecordEdit>
      <Marked source="status">
        <SelectInput source="status" choices={ORDER_STATUSES} validate={required()} />
      </Marked>
      <SectionTitle>{text('resources.orders.sections.customer')}</SectionTitle>
      <Marked source="customerName">
        <TextInput source="customerName" validate={maxLength(300)} />
      </Marked>
      <Marked source="customerEmail">
        <TextInput source="customerEmail" type="email" validate={email()} />
      </Marked>
      <Marked source="customerPhone">
        <TextInput source="customerPhone" type="tel" validate={maxLength(50)} />
      </Marked>
      <Marked source="customerCity">
        <TextInput source="customerCity" validate={maxLength(500)} />
      </Marked>
      <Marked source="customerAddress">
        <TextInput source="customerAddress" multiline validate={maxLength(1000)} />
      </Marked>
    </RecordEdit>
  );
}
