const TEXT_LENGTH_MAX = 2_000;
const STACK_LINES_MAX = 15;

/** What a log line may carry beside its message: names of things and measures of them, never contents. */
const ALLOWED_FIELDS = new Set([
  'address',
  'attempt',
  'bytes',
  'code',
  'count',
  'counts',
  'created',
  'durationMs',
  'entity',
  'event',
  'failed',
  'fetched',
  'field',
  'generation',
  'job',
  'kind',
  'method',
  'mode',
  'name',
  'pages',
  'phase',
  'port',
  'reason',
  'requestId',
  'role',
  'route',
  'rows',
  'runId',
  'signal',
  'skipped',
  'source',
  'sqlState',
  'state',
  'status',
  'table',
  'timestamp',
  'trigger',
  'unchanged',
  'updated',
  'userId',
  'version',
]);

/** Any name of a measure, when the value is a number. */
const MEASURE = /(?:Count|Ms|Bytes|Deleted)$/;

/** Tokens, credentials in URLs, e-mail addresses, and runs of digits that may be a phone or a national id. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Bearer|Basic)\s+[\w.~+/=-]+/gi, '[token]'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '[token]'],
  [/\/\/[^\s/@]*@/g, '//[credentials]@'],
  [/([?&][\w.-]+=)[^&\s"']+/g, '$1[value]'],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[e-mail]'],
  [/\b(password|secret|token|authorization|api[-_]?key)(["']?\s*[:=]\s*)["']?[^\s"',;}]+/gi, '$1$2[secret]'],
  [/\+?\d(?:[ ()-]{0,2}\d){6,}(?![\d:T-])/g, '[digits]'],
];

/** Characters that would start a line or drive a terminal; JSON escapes the others (FAULTS H15). */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029]/g;

/** A message as it may be logged: bounded, printable, without what looks like a secret (FAULTS J3). */
export function redactText(text: string): string {
  const bounded = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
  return SECRETS.reduce((clean, [pattern, mark]) => clean.replace(pattern, mark), bounded).replace(
    UNPRINTABLE,
    ' ',
  );
}

/** The allowed fields of an object, redacted; whatever else it had is left out. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(
        ([name, value]) => ALLOWED_FIELDS.has(name) || (typeof value === 'number' && MEASURE.test(name)),
      )
      .map(([name, value]) => [name, redactValue(name, value)]),
  );
}

/** Ids are ours and logged as they are, or a request could not be found by its id. */
function redactValue(name: string, value: unknown): unknown {
  if (typeof value === 'string') {
    return name.endsWith('Id') ? value.slice(0, 100).replace(UNPRINTABLE, ' ') : redactText(value);
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return value;
  }
  if (typeof value === 'object' && name === 'counts') {
    return Object.fromEntries(Object.entries(value).filter(([, count]) => typeof count === 'number'));
  }
  return '[left out]';
}

/**
 * What an operator needs of an error. PostgreSQL's messages and details quote values, and TypeORM's
 * errors carry the SQL with its parameters: of those only the names and the code are kept.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) {
    return { type: typeof error };
  }
  const code = stringProperty(error, 'code');
  const isFromDatabase = code !== undefined && /^[0-9A-Z]{5}$/.test(code);
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(isFromDatabase ? namesOf(error) : { message: redactText(error.message) }),
    stack: frames.slice(0, STACK_LINES_MAX).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

function namesOf(error: Error): Record<string, string> {
  const names = ['table', 'column', 'constraint', 'routine'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = stringProperty(error, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function stringProperty(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : undefined;
}
