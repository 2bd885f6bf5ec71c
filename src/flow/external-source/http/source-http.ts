import { Agent, type Dispatcher } from 'undici';
import type { Clock } from '../../../kernel/clock.js';
import { SourceError } from '../source-error.js';
import { statusError } from './answer-status.js';
import { readBoundedBody } from './bounded-body.js';
import { connectionError } from './connection-error.js';
import { checkedBaseUrl, guardedLookup } from './network-rules.js';
import { redactedSample, withoutSecrets } from './redaction.js';
import { retryAfterMs } from './retry-after.js';
import { strictJson } from './strict-json.js';

const DEADLINE_MS = 30_000;
const BODY_BYTES_MAX = 64 * 1024 * 1024;

export interface SourceHttpSettings {
  /** The vendor's base, up to and including its `/api/v1`. */
  readonly baseUrl: string;
  /** Sent with every request; their values count as secrets and never reach an error. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further values that must never be shown: passwords, tokens. */
  readonly secrets?: readonly string[];
  /** From the first byte sent to the last one read. Default 30 s. */
  readonly deadlineMs?: number;
  /** Of the body, compressed and decompressed. Default 64 MiB. */
  readonly bodyBytesMax?: number;
  /** Default false. True: fractions arrive as the text that the vendor wrote, never as floats. */
  readonly decimalsAsText?: boolean;
  /** Default false: https only, and no private addresses; loopback may be written out. */
  readonly allowPrivateNetwork?: boolean;
}

/** What every request passes before it is sent: the pace of the source, and the counters of its run. */
export interface RequestGate {
  enter(signal: AbortSignal): Promise<void>;
}

export interface SourceRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Statuses beside 2xx that the connector understands: they are answered instead of thrown. */
  readonly expectedStatuses?: readonly number[];
}

export interface SourceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** An object or an array; null only for a 204. */
  readonly json: unknown;
}

/**
 * The only way in which a connector talks to its vendor. It sends one request and judges the answer; it never
 * retries (the runner does), never follows a redirect, never leaves the configured host, never holds more than
 * the body limit, and ends at the deadline whatever the server does (E3–E9, E13, J2). Throws only `SourceError`,
 * or the signal's reason when the caller aborts.
 */
export class SourceHttp {
  private readonly base: URL;
  private readonly agent: Agent;
  private readonly secrets: string[];

  constructor(
    private readonly settings: SourceHttpSettings,
    private readonly clock: Clock,
    private readonly gate: RequestGate | null = null,
  ) {
    const rules = { allowPrivateNetwork: settings.allowPrivateNetwork ?? false };
    this.base = checkedBaseUrl(settings.baseUrl, rules);
    this.secrets = [...Object.values(settings.headers ?? {}), ...(settings.secrets ?? [])];
    this.agent = new Agent({
      connect: {
        lookup: guardedLookup(this.base, rules),
        rejectUnauthorized: true,
        timeout: this.deadlineMs,
      },
      headersTimeout: this.deadlineMs,
      bodyTimeout: this.deadlineMs,
      pipelining: 1,
    });
  }

  /** GET of `path`, which is relative to the base URL, or an absolute URL of the same host (a `next` link). */
  get(path: string, signal: AbortSignal, request: SourceRequest = {}): Promise<SourceAnswer> {
    return this.send(path, signal, { ...request, method: 'GET' });
  }

  /** Sends one request and reads its whole answer. */
  async send(path: string, signal: AbortSignal, request: SourceRequest): Promise<SourceAnswer> {
    const url = this.urlOf(path, request.query ?? {});
    await this.gate?.enter(signal);
    signal.throwIfAborted();
    const deadline = AbortSignal.timeout(this.deadlineMs);
    try {
      return await this.exchange(url, request, AbortSignal.any([signal, deadline]));
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) {
        throw new SourceError(
          'temporary',
          `The source did not answer completely within ${this.deadlineMs} ms`,
        );
      }
      throw this.redacted(connectionError(error));
    }
  }

  /** A secret that became known later (a session token): from now on it is kept out of every error. */
  addSecret(secret: string): void {
    this.secrets.push(secret);
  }

  /** Closes the connections. Requests under way are cut. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private get deadlineMs(): number {
    return this.settings.deadlineMs ?? DEADLINE_MS;
  }

  private async exchange(url: URL, request: SourceRequest, signal: AbortSignal): Promise<SourceAnswer> {
    const method = request.method ?? 'GET';
    const response = await this.agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: this.headersOf(request),
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal,
    });
    const headers = flatHeaders(response);
    const body = await readBoundedBody(
      response.body,
      headers['content-encoding'],
      this.settings.bodyBytesMax ?? BODY_BYTES_MAX,
    );
    return this.judged(response.statusCode, headers, body, request);
  }

  private judged(
    status: number,
    headers: Record<string, string>,
    body: Buffer,
    request: SourceRequest,
  ): SourceAnswer {
    const method = request.method ?? 'GET';
    const isExpected = request.expectedStatuses?.includes(status) ?? false;
    if (status === 204 && (isExpected || method !== 'GET')) {
      return { status, headers, json: null };
    }
    if (!isExpected && (status < 200 || status > 299)) {
      throw this.refused(status, method, headers, body);
    }
    try {
      return {
        status,
        headers,
        json: strictJson(body, headers['content-type'], this.settings.decimalsAsText),
      };
    } catch (error) {
      throw error instanceof SourceError
        ? new SourceError(error.kind, error.message, { status, sample: this.sampleOf(body) })
        : error;
    }
  }

  private refused(
    status: number,
    method: string,
    headers: Record<string, string>,
    body: Buffer,
  ): SourceError {
    const wishMs = retryAfterMs(headers['retry-after'], this.clock.nowMs());
    const sample = this.sampleOf(body);
    return statusError(status, method, wishMs === null ? { sample } : { sample, retryAfterMs: wishMs });
  }

  private headersOf(request: SourceRequest): Record<string, string> {
    return {
      accept: 'application/json',
      'accept-encoding': 'gzip, br',
      'user-agent': 'sync-hub',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...this.settings.headers,
      ...request.headers,
    };
  }

  private urlOf(path: string, query: NonNullable<SourceRequest['query']>): URL {
    const isAbsolute = /^[a-z][a-z\d+.-]*:/i.test(path) || path.startsWith('//');
    const prefix = this.base.href.replace(/\/+$/, '');
    const text = isAbsolute ? path : `${prefix}/${path.replace(/^\/+/, '')}`;
    const url = URL.canParse(text, this.base.href) ? new URL(text, this.base.href) : null;
    if (url?.origin !== this.base.origin || url.username !== '' || url.password !== '') {
      throw new SourceError('source-schema', 'The source points to another host');
    }
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(name, String(value));
      }
    }
    return url;
  }

  private sampleOf(body: Buffer): string {
    return redactedSample(body.subarray(0, 8192).toString('utf8'), this.secrets);
  }

  private redacted(error: SourceError): SourceError {
    return new SourceError(error.kind, withoutSecrets(error.message, this.secrets), error.details);
  }
}

function flatHeaders(response: Dispatcher.ResponseData): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
