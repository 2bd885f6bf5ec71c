import type { Environment } from '../../config/environment.js';
import type { SourceManifest } from '../../flow/external-source/external-source.public.js';
import type { StratteraList } from './strattera.client.js';
import { STRATTERA_ZONE } from './strattera.values.js';

const TITLES: Readonly<Record<StratteraList, string>> = {
  orders: 'Strattera orders',
  products: 'Strattera products',
};

/** What the settings decide about the shop's sources. */
export type StratteraSettings = Pick<
  Environment,
  'STRATTERA_BASE_URL' | 'STRATTERA_TOKEN' | 'STRATTERA_SCHEDULE'
>;

/**
 * What the pipeline needs to know of one of the shop's lists: every five minutes and at start (O1), gently,
 * as the shop has no limit that would protect it from us. `bank_card` names a person, so a quarantined
 * payload is kept without it.
 */
export function stratteraManifest(list: StratteraList, settings: StratteraSettings): SourceManifest {
  const missingVariables = (['STRATTERA_BASE_URL', 'STRATTERA_TOKEN'] as const).filter(
    (name) => settings[name] === undefined,
  );
  return {
    key: `strattera-${list}`,
    title: TITLES[list],
    entities: [list],
    timeZone: STRATTERA_ZONE,
    schedules: [
      { name: 'every-five-minutes', cron: settings.STRATTERA_SCHEDULE, run: () => ({ mode: 'full' }) },
    ],
    pace: { requestsPerSecond: 5 },
    runAtStart: true,
    configured: missingVariables.length === 0,
    missingVariables,
    secretKeys: ['bank_card'],
  };
}
