import type { ReactElement } from 'react';
import { useRecordContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';

const ARROWS = { GROWING: '↗', STABLE: '→', DECLINING: '↘' } as const;

/** Where sales are going, in a word and an arrow. */
export function TrendField(): ReactElement | null {
  const text = useText();
  const trend = useRecordContext<Schema<'ProductResponse'>>()?.trend;
  return trend === undefined ? null : (
    <span>
      <span aria-hidden="true">{ARROWS[trend]}</span> {text(`resources.products.trend.${trend}`)}
    </span>
  );
}
