import type { ReactElement } from 'react';
import { Box, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { ResourceContextProvider } from 'react-admin';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { ToneChip } from '../ui/tone-chip.js';
import { useValueText } from '../ui/value-text.js';
import { CLIENT_STATUSES, CLIENT_TONES } from './client-status.js';

/** All clients in one line: how many, of which kinds, and when they were last read. Nothing while it is not known. */
export function ClientsSummary(): ReactElement | null {
  const { api } = useSession();
  const { data } = useQuery({
    queryKey: ['clients', 'sync-stats'],
    queryFn: async ({ signal }) => (await api.get('/api/clients/sync-stats', { signal })).body.data,
  });
  return data === undefined || data.total_clients === 0 ? null : (
    <ResourceContextProvider value="clients">
      <Line stats={data} />
    </ResourceContextProvider>
  );
}

interface Stats {
  readonly total_clients: number;
  readonly last_sync: string | null;
  readonly clients_synced_today: number;
  readonly status_distribution: Readonly<Record<string, number>>;
  readonly countries_distribution: Readonly<Record<string, number>>;
}

function Line({ stats }: { readonly stats: Stats }): ReactElement {
  const text = useText();
  const textOf = useValueText();
  const formats = useFormats();
  const countries = Object.entries(stats.countries_distribution)
    .map(([country, count]) => `${country} ${formats.number(count)}`)
    .join(' · ');
  return (
    <Box
      component="section"
      aria-label={text('resources.clients.summary.title')}
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mt: 2 }}
    >
      <Typography variant="h6" component="p" sx={{ mr: 1 }}>
        {text('resources.clients.summary.total', { smart_count: stats.total_clients })}
      </Typography>
      {CLIENT_STATUSES.filter(({ id }) => (stats.status_distribution[id] ?? 0) > 0).map(({ id }) => (
        <ToneChip
          key={id}
          tone={CLIENT_TONES[id] ?? 'default'}
          label={`${textOf('status', id) ?? id}: ${formats.number(stats.status_distribution[id])}`}
        />
      ))}
      <Typography variant="body2" color="text.secondary" sx={{ width: '100%' }}>
        {text('resources.clients.summary.last_sync', {
          at: formats.instant(stats.last_sync),
          today: formats.number(stats.clients_synced_today),
        })}
        {countries === '' ? null : ` ${text('resources.clients.summary.countries')}: ${countries}`}
      </Typography>
    </Box>
  );
}
