import type { ReactElement } from 'react';
import { BooleanField } from 'react-admin';
import { useText } from '../i18n/text.js';
import { Detail, Details, SectionTitle } from '../ui/details.js';
import { InstantField, NumberField, PlainField } from '../ui/fields.js';
import { RecordShow } from '../ui/record-show.js';
import { SalesChart } from './sales-chart.js';
import { TrendField } from './trend-field.js';

const SALE = ['price', 'oldPrice', 'costPrice', 'costPriceTry', 'stockQuantity', 'inTransit', 'minStock'];
const FIGURES = ['avgDailySales30d', 'daysToZero', 'recommendedQty', 'deliveryDays'];
const FROM_SHOP = [
  'externalId',
  'brand',
  'category',
  'mainIngredient',
  'dosageForm',
  'packageQuantity',
  'weight',
];

export function ProductShow(): ReactElement {
  const text = useText();
  return (
    <RecordShow>
      <SectionTitle>{text('resources.products.sections.sale')}</SectionTitle>
      <Details>
        <Numbers sources={SALE} />
        <Detail source="isHidden">
          <BooleanField source="isHidden" />
        </Detail>
      </Details>
      <SectionTitle>{text('resources.products.sections.figures')}</SectionTitle>
      <Details>
        <Detail source="trend">
          <TrendField />
        </Detail>
        <Numbers sources={FIGURES} />
        <Detail source="lastPurchaseDate">
          <InstantField source="lastPurchaseDate" />
        </Detail>
      </Details>
      <SalesChart />
      <SectionTitle>{text('resources.products.sections.shop')}</SectionTitle>
      <Details>
        {['name', ...FROM_SHOP].map((source) => (
          <Detail key={source} source={source}>
            <PlainField source={source} />
          </Detail>
        ))}
        <Detail source="updatedAt">
          <InstantField source="updatedAt" />
        </Detail>
        <Detail source="description" isWide>
          <PlainField source="description" />
        </Detail>
      </Details>
    </RecordShow>
  );
}

function Numbers({ sources }: { readonly sources: readonly string[] }): ReactElement {
  return (
    <>
      {sources.map((source) => (
        <Detail key={source} source={source}>
          <NumberField source={source} />
        </Detail>
      ))}
    </>
  );
}
