import { ERROR_CODES, type ErrorCode } from './error-codes.js';

/** One bad field of a request: a JSON pointer-like path and a sentence for a person. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

export interface AppErrorOptions {
  readonly errors?: readonly FieldProblem[];
  /** Further members of the problem document, e.g. `runId`, `strategy`, `limit`. */
  readonly extra?: Readonly<Record<string, string | number | boolean | null>>;
  /** Seconds; becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * An outcome that ends a request: the one filter turns it into an RFC 9457 problem document.
 * Expected outcomes inside the program are return values; this is for what the caller must be told.
 */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: AppErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
  }

  get status(): number {
    return ERROR_CODES[this.code];
  }
}
