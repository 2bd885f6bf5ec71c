import type { FaultScript } from './fault-script.js';
import { ControlError } from './vendor.js';

type Check = (value: unknown) => boolean;

const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isPositive: Check = (value) => typeof value === 'number' && value > 0;
const isOneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string);

const CHECKS: Readonly<Record<keyof FaultScript, Check>> = {
  match: isObject,
  nth: (value) =>
    value === 'every' || isPositive(value) || (Array.isArray(value) && value.every((one) => isPositive(one))),
  times: isPositive,
  status: (value) => isCount(value) && (value as number) >= 200 && (value as number) <= 599,
  headers: (value) =>
    isObject(value) && Object.values(value as object).every((one) => one === null || isText(one)),
  body: () => true,
  bodyBase64: isText,
  contentType: isText,
  encoding: isOneOf('utf-8-bom', 'utf-16le', 'gzip', 'br-junk'),
  truncate: (value) => isObject(value) && isCount((value as { atBytes?: unknown }).atBytes),
  delayMs: isCount,
  dripBytesPerSecond: isPositive,
  reset: isOneOf('before-headers', 'mid-body'),
  hang: isOneOf('before-headers'),
  hugeBody: (value) => isObject(value) && isPositive((value as { megabytes?: unknown }).megabytes),
  gzipBomb: (value) => isObject(value) && isPositive((value as { megabytes?: unknown }).megabytes),
  mutateRecords: (value) => Array.isArray(value) && value.every(isObject),
  keepFirst: isCount,
  thenChangeWorld: isObject,
  acceptFirst: (value) => typeof value === 'boolean',
};

/**
 * Reads scripts that came from outside TypeScript. A misspelt field would make a fault that never strikes and a test
 * that never fails, therefore unknown fields are an error. Throws a ControlError that names the field.
 */
export function parseFaultScripts(input: unknown): FaultScript[] {
  const list = Array.isArray(input) ? (input as unknown[]) : [input];
  return list.map((candidate, index) => parseFaultScript(candidate, `faults[${index}]`));
}

function parseFaultScript(candidate: unknown, place: string): FaultScript {
  if (!isObject(candidate)) {
    throw new ControlError(`${place} must be an object.`);
  }
  for (const [field, value] of Object.entries(candidate as object)) {
    const check = Object.hasOwn(CHECKS, field) ? CHECKS[field as keyof FaultScript] : undefined;
    if (check === undefined) {
      throw new ControlError(`${place}.${field} is not a field of a fault script.`);
    }
    if (!check(value)) {
      throw new ControlError(`${place}.${field} has a value that a fault script cannot use.`);
    }
  }
  const script = candidate as FaultScript;
  checkPattern(script, place);
  return script;
}

function checkPattern(script: FaultScript, place: string): void {
  const path = script.match?.path;
  if (path?.startsWith('^') !== true) {
    return;
  }
  try {
    new RegExp(path, 'u');
  } catch (error) {
    throw new ControlError(`${place}.match.path is not a regular expression: ${String(error)}`);
  }
}
