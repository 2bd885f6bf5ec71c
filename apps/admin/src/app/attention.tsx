import type { ReactElement } from 'react';
import { Alert, AlertTitle, Button, Skeleton, Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { usePermissions } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Schema } from '../api/api-client.js';
import type { Role } from '../api/session.js';
import { type MessageKey, useText, type Values } from '../i18n/text.js';
import { LoadProblem } from '../ui/load-problem.js';
import { type CallApi, useCallApi } from '../ui/use-call-api.js';
import { mayDo } from './feature.js';
import { FEATURES } from './features.js';

const REFRESH_MS = 30_000;

/** One thing that somebody should look at, and the feature where it is put right. */
interface Concern {
  readonly severity: (typeof SEVERITIES)[number];
  readonly text: MessageKey;
  readonly values: Values;
  readonly feature: string;
}

/** At a glance: whether everything is in step, and if not, what is to be looked at. */
export function Attention(): ReactElement {
  const text = useText();
  const callApi = useCallApi();
  const {
    data: concerns,
    error,
    refetch,
  } = useQuery({
    queryKey: ['attention'],
    queryFn: ({ signal }) => findConcerns(callApi, signal),
    refetchInterval: REFRESH_MS,
  });
  if (concerns === undefined) {
    // Silence would say that all is well.
    return error === null ? (
      <Skeleton variant="rounded" height={48} sx={{ mb: 2 }} />
    ) : (
      <LoadProblem error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <Stack component="section" aria-label={text('app.attention.title')} spacing={1} sx={{ mb: 3 }}>
      {concerns.length === 0 ? <Alert severity="success">{text('app.attention.none')}</Alert> : null}
      {concerns.map((concern) => (
        <ConcernLine key={`${concern.text} ${concern.values.source ?? ''}`} concern={concern} />
      ))}
    </Stack>
  );
}

function ConcernLine({ concern }: { readonly concern: Concern }): ReactElement {
  const text = useText();
  const { permissions: role } = usePermissions<Role>();
  const place = FEATURES.find(({ name }) => name === concern.feature);
  const mayLook = place !== undefined && role !== undefined && mayDo(place, 'list', role);
  const { source } = concern.values;
  return (
    <Alert
      severity={concern.severity}
      action={
        mayLook ? (
          <Button component={Link} to={`/${concern.feature}`} color="inherit" size="small">
            {text('app.attention.look')}
          </Button>
        ) : undefined
      }
    >
      {source === undefined ? null : <AlertTitle>{source}</AlertTitle>}
      {text(concern.text, concern.values)}
    </Alert>
  );
}

/** The worst first. */
async function findConcerns(callApi: CallApi, signal: AbortSignal): Promise<Concern[]> {
  const [sources, status] = await Promise.all([
    callApi((api) => api.get('/api/sources', { signal })),
    callApi((api) => api.send<Schema<'StatusDto'>>('get', '/api/sync/status', { signal })),
  ]);
  const { rejected = 0, conflicted = 0 } = status.outgoing as Readonly<Record<string, number>>;
  const counted: readonly [Omit<Concern, 'values'>, number][] = [
    [{ severity: 'error', text: 'app.attention.given_up', feature: 'outgoing' }, rejected],
    [{ severity: 'warning', text: 'app.attention.conflicted', feature: 'outgoing' }, conflicted],
    [
      { severity: 'warning', text: 'app.attention.quarantined', feature: 'quarantine' },
      status.quarantine.open ?? 0,
    ],
  ];
  const ofQueues = counted
    .filter(([, count]) => count > 0)
    .map(([concern, count]): Concern => ({ ...concern, values: { smart_count: count } }));
  return [...sources.flatMap(concernOf), ...ofQueues].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}

const SEVERITIES = ['error', 'warning', 'info'] as const;

/** None of a source that is in step or being read; one that is not set up is nobody's concern here. */
function concernOf({ title, state, lastError, counts }: Schema<'SourceResponse'>): Concern[] {
  const about = { source: title, smart_count: counts.failed };
  const concern = (severity: Concern['severity'], text: MessageKey, values: Values = about): Concern[] => [
    { severity, text, values, feature: 'sources' },
  ];
  switch (state) {
    case 'failed':
      return lastError === null
        ? concern('error', 'app.attention.failed')
        : concern('error', 'app.attention.failed_because', { ...about, reason: lastError });
    case 'completed-with-errors':
      return counts.failed === 0 ? [] : concern('warning', 'app.attention.incomplete');
    case 'paused':
      return concern('info', 'app.attention.paused');
    case 'never-run':
      return concern('info', 'app.attention.never_run');
    default:
      return [];
  }
}
