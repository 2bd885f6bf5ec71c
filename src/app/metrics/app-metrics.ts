import { timingSafeEqual, createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { routeOf } from '../logging/request-log.js';

/** What the pool of pg tells of itself. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** The numbers of this process for Prometheus (X5). Labels are closed sets: patterns, never URLs or ids. */
export class AppMetrics {
  readonly registry = new Registry();
  private readonly requestSeconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
    registers: [this.registry],
  });

  constructor(droppedLogLines: () => number) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('log_lines_dropped', 'Log lines that could not be written.', droppedLogLines);
  }

  /** Measures every request of the server. Call once, before it listens. */
  measureRequests(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.requestSeconds.observe(
        { method: request.method, route: routeOf(request), status: String(reply.statusCode) },
        reply.elapsedTime / 1000,
      );
      done();
    });
  }

  /** Shows the connections to PostgreSQL. Call once, when the pool exists. */
  showPool(pool: PoolCounts): void {
    this.gauge('database_connections', 'Connections to PostgreSQL.', () => pool.totalCount);
    this.gauge('database_connections_idle', 'Connections that nobody uses.', () => pool.idleCount);
    this.gauge('database_requests_waiting', 'Requests that wait for a connection.', () => pool.waitingCount);
  }

  private gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: () => {
        gauge.set(read());
      },
    });
  }
}

/**
 * Lets the bearer of `METRICS_TOKEN` read `/metrics`; everybody else goes on to the route, which is for
 * admins. Compared in constant time, by hashes of equal length.
 */
export function useMetricsToken(
  fastify: FastifyInstance,
  metrics: AppMetrics,
  token: string | undefined,
): void {
  if (token === undefined) {
    return;
  }
  const expected = sha256(`Bearer ${token}`);
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/metrics') {
      return undefined;
    }
    if (!timingSafeEqual(sha256(request.headers.authorization ?? ''), expected)) {
      return undefined;
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
