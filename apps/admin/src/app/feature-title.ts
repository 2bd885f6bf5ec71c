import { useTranslate } from 'react-admin';
import { useText } from '../i18n/text.js';
import type { AnyFeature } from './feature.js';

/** The name of a feature as menus show it; resources in the plural. */
export function useFeatureTitle(): (feature: AnyFeature) => string {
  const text = useText();
  const translate = useTranslate();
  return (feature) =>
    feature.kind === 'page'
      ? text(feature.title)
      : translate(`resources.${feature.name}.name`, { smart_count: 2 });
}
