import type { Environment } from '../../config/environment.js';
import type { SourceManifest } from '../../flow/external-source/external-source.public.js';

/** What the settings decide about the source. */
export type ExnessSettings = Pick<
  Environment,
  | 'EXNESS_BASE_URL'
  | 'EXNESS_LOGIN'
  | 'EXNESS_PASSWORD'
  | 'EXNESS_SCHEDULE'
  | 'EXNESS_FULL_SCHEDULE'
  | 'EXNESS_TIME_ZONE'
>;

/**
 * What the pipeline needs to know of the affiliates API: new clients every morning, everything on Sundays (C7), gently,
 * as the number behind the vendor's `Throttled` is not documented.
 */
export function exnessManifest(settings: ExnessSettings): SourceManifest {
  const required = ['EXNESS_BASE_URL', 'EXNESS_LOGIN', 'EXNESS_PASSWORD'] as const;
  const missingVariables = required.filter((name) => settings[name] === undefined);
  return {
    key: 'exness',
    title: 'Exness clients',
    entities: ['clients'],
    timeZone: settings.EXNESS_TIME_ZONE,
    schedules: [
      { name: 'new-only', cron: settings.EXNESS_SCHEDULE, run: () => ({ mode: 'new-only' }) },
      { name: 'full', cron: settings.EXNESS_FULL_SCHEDULE, run: () => ({ mode: 'full' }) },
    ],
    pace: { requestsPerSecond: 10 },
    runAtStart: false,
    configured: missingVariables.length === 0,
    missingVariables,
    // Free text of the partner about a person.
    secretKeys: ['comment', 'partner_account_name'],
  };
}
