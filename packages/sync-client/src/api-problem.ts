/** RFC 9457, with the members that sync-hub adds. */
export interface ProblemDocument {
  readonly title?: string;
  readonly detail?: string;
  readonly status?: number;
  readonly code?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly [member: string]: unknown;
}

/** The server understood and refused. `code` is stable and meant for programs; the message is for people. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** From `Retry-After`, also when that was a date; null when the server did not say. */
    readonly retryAfterSeconds: number | null = null,
    /** The whole problem document, e.g. `errors` of a VALIDATION or `strategy` of a 410. */
    readonly document: ProblemDocument = {},
  ) {
    super(message);
    this.name = 'ApiProblem';
  }
}

/**
 * No answer that makes sense came: offline, cut in the middle, too late, or a hotel's login page.
 * Whether the request was carried out is unknown.
 */
export class ApiUnreachable extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'ApiUnreachable';
  }
}

/** The problem that a response with an error status describes, in whatever form it comes. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const document = await documentOf(response);
  const code = typeof document.code === 'string' ? document.code : `HTTP_${response.status}`;
  const message = document.detail ?? document.title ?? `The server answered ${response.status}.`;
  return new ApiProblem(response.status, code, message, retryAfterSeconds(response.headers), document);
}

async function documentOf(response: Response): Promise<ProblemDocument> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as ProblemDocument) : {};
  } catch {
    // A proxy's HTML page, or a body that was cut: the status is all that we know.
    return {};
  }
}

/** A date is compared with the server's own clock: a phone's clock may be wrong by years. */
function retryAfterSeconds(headers: Headers): number | null {
  const text = headers.get('retry-after');
  if (text === null) {
    return null;
  }
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  const waitMs = Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(waitMs) ? null : Math.max(0, Math.ceil(waitMs / 1000));
}
