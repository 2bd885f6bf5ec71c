/** PostgreSQL settings by name, as `postgres -c name=value` takes them. */
export type ServerFlags = Readonly<Record<string, string>>;

/**
 * Settings for a small machine (2 cores, 4 GB). Durability stays as PostgreSQL has it, on: the application
 * refuses a server that may forget a commit (FAULTS B12). A transaction left idle ends by itself (FAULTS B9;
 * PostgreSQL's own default is no limit).
 */
const SETTINGS: ServerFlags = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '200',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  min_wal_size: '256MB',
  max_wal_size: '2GB',
  random_page_cost: '1.1', // a solid-state disk
  jit: 'off', // our statements are short
  idle_in_transaction_session_timeout: '60s',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** The arguments of `postgres`. Callers may change any setting but where it listens: on this machine only. */
export function serverArguments(cluster: string, port: number, flags: ServerFlags): readonly string[] {
  const listening = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
  const settings = { ...SETTINGS, ...flags, ...listening };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
