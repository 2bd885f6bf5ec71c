import type { Environment } from '../../config/environment.js';
import type { ManifestSchedule, SourceManifest } from '../../flow/external-source/external-source.public.js';
import { presetRange, type RangePreset } from '../../modules/appointments/appointments.public.js';

/** What the settings decide about the source. */
export type AltegioSettings = Pick<
  Environment,
  | 'ALTEGIO_BASE_URL'
  | 'ALTEGIO_COMPANY_ID'
  | 'ALTEGIO_COMPANY_TOKEN'
  | 'ALTEGIO_USER_TOKEN'
  | 'ALTEGIO_USER_LOGIN'
  | 'ALTEGIO_USER_PASSWORD'
  | 'ALTEGIO_SERVICE_IDS'
  | 'ALTEGIO_TIME_ZONE'
  | 'ALTEGIO_SCHEDULE'
  | 'ALTEGIO_WEEK_SCHEDULE'
>;

/**
 * What the pipeline needs to know of the location: daily yesterday, on Mondays last week once more (A11), and a pace
 * below the vendor's 5 a second and 200 a minute (A1). A client's name is kept in the quarantine, because the CRM id
 * is in it; how to reach the client is not.
 */
export function altegioManifest(settings: AltegioSettings): SourceManifest {
  const missingVariables = missingOf(settings);
  const zone = settings.ALTEGIO_TIME_ZONE;
  return {
    key: 'altegio',
    title: 'Altegio appointments',
    entities: ['appointments'],
    timeZone: zone,
    schedules: [
      scheduleOf('yesterday', settings.ALTEGIO_SCHEDULE, zone),
      scheduleOf('last-week', settings.ALTEGIO_WEEK_SCHEDULE, zone),
    ],
    modes: ['full', 'new-only', 'range'],
    pace: { requestsPerSecond: 4, requestsPerMinute: 200 },
    runAtStart: false,
    configured: missingVariables.length === 0,
    missingVariables,
    secretKeys: ['phone', 'email', 'card', 'birthday', 'short_link'],
  };
}

function scheduleOf(preset: RangePreset, cron: string, zone: string): ManifestSchedule {
  return { name: preset, cron, run: (now) => ({ mode: 'range', ...presetRange(preset, now, zone) }) };
}

/** A fixed user token, or a login with its password (A12). When there is neither, the token is what is asked for. */
function missingOf(settings: AltegioSettings): string[] {
  const required = [
    'ALTEGIO_BASE_URL',
    'ALTEGIO_COMPANY_ID',
    'ALTEGIO_COMPANY_TOKEN',
    'ALTEGIO_SERVICE_IDS',
  ] as const;
  const user = ['ALTEGIO_USER_LOGIN', 'ALTEGIO_USER_PASSWORD'] as const;
  const missingOfUser = user.filter((name) => settings[name] === undefined);
  const missing = required.filter((name) => settings[name] === undefined);
  if (settings.ALTEGIO_USER_TOKEN !== undefined || missingOfUser.length === 0) {
    return missing;
  }
  return [...missing, ...(missingOfUser.length === user.length ? ['ALTEGIO_USER_TOKEN'] : missingOfUser)];
}
