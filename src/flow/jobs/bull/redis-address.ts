import type { QueueOptions } from 'bull';

/** What Bull needs to know of a `redis://` or `rediss://` URL; Bull's own reader does not speak TLS. */
export function redisAddress(url: string): NonNullable<Exclude<QueueOptions['redis'], string>> {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const db = Number(pathname.slice(1));
  return {
    host: hostname,
    port: port === '' ? 6379 : Number(port),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(Number.isInteger(db) ? { db } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}
