import type { ReactElement } from 'react';
import {
  BooleanInput,
  minValue,
  NumberInput,
  required,
  SelectInput,
  TextInput,
  type Validator,
} from 'react-admin';
import { useText } from '../i18n/text.js';
import { SectionTitle } from '../ui/details.js';
import { matches } from '../ui/matches.js';
import { Marked, RecordEdit } from '../ui/record-edit.js';

/** As the API has them (EditPriceRequest, EditAnalyticsRequest). */
const money = matches(/^\d{1,12}(\.\d{1,2})?$/, 'resources.products.decimal');
const rate = matches(/^\d{1,8}(\.\d{1,4})?$/, 'resources.products.decimal');
const count = [required(), minValue(0)];

const TRENDS = ['GROWING', 'STABLE', 'DECLINING'].map((id) => ({
  id,
  name: `resources.products.trend.${id}`,
}));

/** What people may set of a product; the rest belongs to the shop. */
export function ProductEdit(): ReactElement {
  const text = useText();
  return (
    <RecordEdit>
      <SectionTitle>{text('resources.products.sections.sale')}</SectionTitle>
      <DecimalInput source="price" validate={[required(), money]} />
      <Marked source="stockQuantity">
        <NumberInput source="stockQuantity" validate={count} min={0} />
      </Marked>
      <DecimalInput source="costPrice" validate={money} />
      <DecimalInput source="costPriceTry" validate={money} />
      <BooleanInput source="isHidden" />
      <SectionTitle>{text('resources.products.sections.figures')}</SectionTitle>
      <Marked source="trend">
        <SelectInput source="trend" choices={TRENDS} validate={required()} />
      </Marked>
      <DecimalInput source="avgDailySales30d" validate={[required(), rate]} />
      <Marked source="daysToZero">
        <NumberInput source="daysToZero" validate={minValue(0)} min={0} />
      </Marked>
      {(['recommendedQty', 'inTransit', 'minStock'] as const).map((source) => (
        <Marked key={source} source={source}>
          <NumberInput source={source} validate={count} min={0} />
        </Marked>
      ))}
    </RecordEdit>
  );
}

interface DecimalInputProps {
  readonly source: string;
  readonly validate: Validator | Validator[];
}

/** A decimal is text from the database to the screen: a number would round it. */
function DecimalInput({ source, validate }: DecimalInputProps): ReactElement {
  return (
    <Marked source={source}>
      <TextInput source={source} validate={validate} slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
    </Marked>
  );
}
