import type { Environment } from '../../config/environment.js';
import type { SourceManifest } from '../../flow/external-source/external-source.public.js';
import { WISPRO_SOURCE } from '../../modules/wispro/wispro.public.js';

/** What the settings decide about Wispro. */
export type WisproSettings = Pick<
  Environment,
  'WISPRO_BASE_URL' | 'WISPRO_TOKEN' | 'WISPRO_SCHEDULE' | 'WISPRO_TIME_ZONE'
>;

/**
 * What the pipeline needs to know of Wispro: every night (W11), as fast as it answers, as it documents no limit.
 * `link_mobile_login` signs its bearer in at Wispro (W12), and how to reach a person and the document number, which is
 * the first password, are nothing for a quarantine either.
 */
export function wisproManifest(settings: WisproSettings): SourceManifest {
  const missingVariables = (['WISPRO_BASE_URL', 'WISPRO_TOKEN'] as const).filter(
    (name) => settings[name] === undefined,
  );
  return {
    key: WISPRO_SOURCE,
    title: 'Wispro subscribers',
    entities: ['users'],
    timeZone: settings.WISPRO_TIME_ZONE,
    schedules: [{ name: 'full', cron: settings.WISPRO_SCHEDULE, run: () => ({ mode: 'full' }) }],
    runAtStart: false,
    configured: missingVariables.length === 0,
    missingVariables,
    secretKeys: [
      'link_mobile_login',
      'password',
      'national_identification_number',
      'email',
      'phone',
      'phone_mobile',
    ],
  };
}
