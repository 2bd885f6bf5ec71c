import type { SecretsWorld } from './secrets-world.js';

/** A place where somebody looks, and the text that stands there. */
export interface Shown {
  readonly where: string;
  readonly text: string;
}

/** Everything that the application shows or keeps for people who run it. */
export async function whatIsShown(world: SecretsWorld): Promise<Shown[]> {
  const metrics = await world.app.fetch('/metrics', {
    headers: { authorization: `Bearer ${world.app.environment.METRICS_TOKEN ?? ''}` },
  });
  return [
    ...[...world.app.log.lines, ...world.api.log.lines].map((text) => ({ where: 'log line', text })),
    ...world.refusals.map((text) => ({ where: 'problem document', text })),
    { where: 'metrics', text: await metrics.text() },
    ...(await stored(world)),
    ...(await answered(world)),
  ];
}

const TABLES = {
  'stored job': 'pgboss.job',
  'quarantine row': 'quarantine',
  'run row': 'source_run',
  'page of a run': 'source_run_page',
  'line of a run’s log': 'source_run_log',
  'change of a dry run': 'source_run_change',
  'place in a source': 'source_position',
} as const;

async function stored(world: SecretsWorld): Promise<Shown[]> {
  const shown = await Promise.all(
    Object.entries(TABLES).map(async ([where, table]) => {
      const rows = await world.sql.query<{ text: string }>(
        `SELECT to_jsonb(t)::text AS text FROM ${table} AS t`,
      );
      return rows.map(({ text }) => ({ where, text }));
    }),
  );
  // What a person set is the delivery itself; only what is told of its failure is looked at.
  const errors = await world.sql.query<{ text: string }>(
    `SELECT concat_ws(' ', error_kind, error) AS text FROM outgoing_change`,
  );
  return [...shown.flat(), ...errors.map(({ text }) => ({ where: 'error of a delivery', text }))];
}

const STATES = ['pending', 'running', 'failed', 'completed'] as const;

async function answered(world: SecretsWorld): Promise<Shown[]> {
  const runs = await world.sql.query<{ id: string }>('SELECT id FROM source_run');
  const sources = ['altegio', 'exness', 'strattera-orders', 'strattera-products', 'wispro'];
  const paths = [
    ...STATES.map((state) => `/api/jobs?state=${state}&limit=200`),
    '/api/quarantine?limit=200',
    '/api/sync/status',
    '/api/sources',
    '/api/runs?perSource=100',
    ...sources.flatMap((key) => [`/api/sources/${key}`, `/api/sources/${key}/runs?limit=100`]),
    ...runs.flatMap(({ id }) => [
      `/api/runs/${id}`,
      ...['events', 'log', 'changes'].map((below) => `/api/runs/${id}/${below}`),
    ]),
    '/health/ready',
  ];
  const shown: Shown[] = [];
  for (const path of paths) {
    const { status, body } = await world.call('GET', path);
    if (status !== 200) {
      throw new Error(`${path} answers ${status}: ${JSON.stringify(body)}`);
    }
    shown.push({ where: path, text: JSON.stringify(body) });
  }
  const outgoing = await world.call('GET', '/api/outgoing?limit=200');
  const changes = outgoing.body.data as {
    readonly error: string | null;
    readonly errorKind: string | null;
  }[];
  shown.push({ where: '/api/outgoing', text: JSON.stringify(changes.map(({ error }) => error)) });
  return shown;
}
