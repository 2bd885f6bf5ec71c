import { ERROR_CODES } from '../../src/kernel/error-codes.js';
import type { Answer, BadCall } from './bad-input-call.js';
import { CANARIES } from './bad-input-values.js';

/** A problem document as the checks read it. */
export interface ProblemBody {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly status?: unknown;
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly instance?: unknown;
  readonly requestId?: unknown;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** Headers of every answer, whatever became of the request (FAULTS J5). */
const SECURITY_HEADERS = [
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'x-request-id',
] as const;

/** What tells of our insides: a stack, a statement, a file, a library (FAULTS J7). */
const INSIDES =
  /\n\s*at |node_modules|\.[jt]s:\d|\bSELECT\b[^"]*\bFROM\b|\bINSERT INTO\b|\bUPDATE \w+ SET\b|QueryFailed|TypeORM|relation "|syntax error|class-validator|SyntaxError|TypeError|in JSON at position|\/home\/|\/usr\/|\/var\//i;

/** What is wrong with the answer to a call that has to be refused; empty when it is as promised. */
export function faultsOfRefusal(call: BadCall, answer: Answer): string[] {
  if (answer.status < 400 || answer.status >= 500) {
    return [`status ${answer.status}: ${answer.text.slice(0, 200)}`];
  }
  return [...faultsOfProblem(call, answer), ...faultsOfAnyAnswer(call, answer)];
}

/** What is wrong with an answer that may also be a good one. */
export function faultsOfAnyAnswer(call: BadCall, answer: Answer): string[] {
  const faults = SECURITY_HEADERS.filter((name) => answer.headers[name] === undefined).map(
    (name) => `no ${name}`,
  );
  if (answer.status >= 500) {
    faults.push(`status ${answer.status}`);
  }
  if (answer.headers['x-powered-by'] !== undefined) {
    faults.push('x-powered-by');
  }
  if (!(answer.headers['cache-control'] ?? '').includes('no-store')) {
    faults.push(`cache-control is ${answer.headers['cache-control'] ?? 'absent'}`);
  }
  const token = call.headers.authorization?.split(' ').at(-1) ?? '';
  if (token.length > 20 && answer.text.includes(token)) {
    faults.push('repeats the token');
  }
  return faults;
}

function faultsOfProblem(call: BadCall, answer: Answer): string[] {
  if (answer.headers['content-type'] !== 'application/problem+json; charset=utf-8') {
    return [`content-type ${String(answer.headers['content-type'])}: ${answer.text.slice(0, 200)}`];
  }
  const body = JSON.parse(answer.text) as ProblemBody;
  const faults: string[] = [];
  if (ERROR_CODES[body.code as keyof typeof ERROR_CODES] !== answer.status || body.status !== answer.status) {
    faults.push(`code ${String(body.code)} with status ${answer.status}`);
  }
  for (const name of ['type', 'title', 'detail', 'instance', 'requestId'] as const) {
    if (typeof body[name] !== 'string' || body[name] === '') {
      faults.push(`no ${name}`);
    }
  }
  if (call.field !== undefined && !namesField(body, call.field)) {
    faults.push(`does not name ${call.field}: ${answer.text.slice(0, 300)}`);
  }
  return [...faults, ...indiscretions(answer)];
}

/** What a refusal says and should keep to itself. */
function indiscretions(answer: Answer): string[] {
  const faults: string[] = [];
  if (INSIDES.test(answer.text)) {
    faults.push(`shows our insides: ${answer.text.slice(0, 300)}`);
  }
  if (Object.values(CANARIES).some((canary) => answer.text.includes(canary))) {
    faults.push(`repeats what was sent: ${answer.text.slice(0, 300)}`);
  }
  if (answer.text.length > ANSWER_LENGTH_MAX) {
    faults.push(`is ${answer.text.length} characters long`);
  }
  return faults;
}

/** A refusal is short, however much was wrong. */
const ANSWER_LENGTH_MAX = 32_768;

function namesField({ errors }: ProblemBody, field: string): boolean {
  return errors?.some((error) => error.field === field || error.field.startsWith(`${field}/`)) === true;
}

/** What two answers must have in common so that nobody can tell them apart (FAULTS I4). */
export function likenessOf(answer: Answer): object {
  const body = answer.text === '' ? {} : (JSON.parse(answer.text) as Record<string, unknown>);
  const { instance, requestId, ...rest } = body;
  const unlike = new Set(['date', 'x-request-id', 'content-length', 'connection', 'keep-alive']);
  return {
    status: answer.status,
    body: rest,
    names: [typeof instance, typeof requestId],
    headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !unlike.has(name))),
  };
}
