import { ApiProblem, ApiUnreachable, type Call, type HttpSession, withRetry } from '@sync-hub/sync-client';
import type { components, paths } from './openapi.js';

/** The shapes of the API by their names: `Schema<'ContactResponse'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The paths that have a method: `/api/contacts/{id}` has `patch`. */
type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { readonly responses: unknown } ? P : never;
}[keyof paths];

type JsonOf<Content> = Content extends { readonly content: { readonly 'application/json': infer Body } }
  ? Body
  : never;

/** What a successful call answers; `undefined` for 204. */
type AnswerOf<Operation> = Operation extends { readonly responses: infer Responses }
  ? { [Status in keyof Responses & (200 | 201 | 202)]: JsonOf<Responses[Status]> }[keyof Responses &
      (200 | 201 | 202)]
  : never;

type BodyOf<Operation> = Operation extends { readonly requestBody?: infer Body }
  ? JsonOf<NonNullable<Body>>
  : never;

type ParametersOf<Operation, Kind extends 'query' | 'path'> = Operation extends {
  readonly parameters: Readonly<Partial<Record<Kind, infer Values>>>;
}
  ? NonNullable<Values>
  : never;

/** The same for a path that is not known to the types. */
export interface AnyOptions {
  readonly path?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** What goes with a call, beside its path. */
export interface CallOptions<Operation = unknown> {
  readonly path?: ParametersOf<Operation, 'path'>;
  readonly query?: ParametersOf<Operation, 'query'>;
  readonly body?: BodyOf<Operation>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** An answer with the headers that mean something: the record's version, and how many there are in all. */
export interface Answer<Body> {
  readonly body: Body;
  readonly etag: string | null;
}

const ATTEMPTS_MAX = 3;
/** Nobody waits longer than this in front of a screen: then the message says when to try again. */
const WAIT_SECONDS_MAX = 10;

/**
 * The REST API as openapi.json has it. Throws `ApiProblem` (the server refused) or `ApiUnreachable` (no answer
 * came). Reads that meet a server in trouble are repeated, and every call that is throttled, after the
 * server's own `Retry-After`.
 */
export class ApiClient {
  constructor(private readonly session: HttpSession) {}

  get<P extends PathOf<'get'>>(
    path: P,
    options: CallOptions<paths[P]['get']> = {},
  ): Promise<Answer<AnswerOf<paths[P]['get']>>> {
    return this.send('get', path, options);
  }

  post<P extends PathOf<'post'>>(
    path: P,
    options: CallOptions<paths[P]['post']> = {},
  ): Promise<Answer<AnswerOf<paths[P]['post']>>> {
    return this.send('post', path, options);
  }

  put<P extends PathOf<'put'>>(
    path: P,
    options: CallOptions<paths[P]['put']> = {},
  ): Promise<Answer<AnswerOf<paths[P]['put']>>> {
    return this.send('put', path, options);
  }

  patch<P extends PathOf<'patch'>>(
    path: P,
    options: CallOptions<paths[P]['patch']> = {},
  ): Promise<Answer<AnswerOf<paths[P]['patch']>>> {
    return this.send('patch', path, options);
  }

  delete<P extends PathOf<'delete'>>(
    path: P,
    options: CallOptions<paths[P]['delete']> = {},
  ): Promise<Answer<AnswerOf<paths[P]['delete']>>> {
    return this.send('delete', path, options);
  }

  /** For paths that are put together from data; the caller says what comes. Typed calls are better. */
  async send<Body>(method: Method, path: string, options: AnyOptions = {}): Promise<Answer<Body>> {
    const response = await this.open(method, path, options);
    return { body: await bodyOf<Body>(response, options.signal), etag: response.headers.get('etag') };
  }

  /** A successful response, its body unread: for streams, such as a run's events. */
  open(method: Method, path: string, options: AnyOptions = {}): Promise<Response> {
    const { signal } = options;
    const call: Call = {
      method: METHODS[method],
      ...(options.query === undefined ? {} : { query: options.query as NonNullable<Call['query']> }),
      ...(options.body === undefined ? {} : { body: options.body }),
      ...(options.headers === undefined ? {} : { headers: options.headers }),
      ...(signal === undefined ? {} : { signal }),
    };
    return withRetry(() => this.session.call(filled(path, { ...options.path }), call), {
      attemptsMax: ATTEMPTS_MAX,
      shouldRetry: (error) => maySendAgain(method, error),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

/** What is cut in the middle, or is not JSON, is no answer of the server. */
async function bodyOf<Body>(response: Response, signal: AbortSignal | undefined): Promise<Body> {
  try {
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as Body;
  } catch (error) {
    signal?.throwIfAborted();
    throw new ApiUnreachable('The answer is cut or is not JSON.', error);
  }
}

const METHODS = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;

/** `/api/contacts/{id}` with its values, each as one segment. */
function filled(path: string, values: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

/** What was throttled has not been done; a write that met a server in trouble may have been. */
function maySendAgain(method: Method, error: unknown): boolean {
  if (!(error instanceof ApiProblem) || (error.retryAfterSeconds ?? 0) > WAIT_SECONDS_MAX) {
    return false;
  }
  return error.status === 429 || (method === 'get' && error.status === 503);
}
