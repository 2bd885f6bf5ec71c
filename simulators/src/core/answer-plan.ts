import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { gzipSync } from 'node:zlib';
import { onlyChangesRecords } from './fault-script.js';
import type { BodyEncoding, FaultScript } from './fault-script.js';
import { mutateRecords, stringifyWithRaw } from './record-mutation.js';
import type { VendorAnswer } from './vendor.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** An answer in bytes, with the records beside it for the faults that stream them. */
export interface RenderedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly records: readonly unknown[];
}

/** Of the scripts that strike, the one that replaces the answer or its transport; an empty script when none does. */
export function chooseTransport(scripts: readonly FaultScript[]): FaultScript {
  return scripts.find((script) => !onlyChangesRecords(script)) ?? {};
}

/** Whether the vendor does what it was asked for. When it does not, nothing in its world changes. */
export function asksVendor(transport: FaultScript): boolean {
  const replacesAnswer =
    transport.status !== undefined ||
    transport.body !== undefined ||
    transport.bodyBase64 !== undefined ||
    transport.gzipBomb !== undefined ||
    transport.hang !== undefined ||
    transport.reset === 'before-headers';
  return transport.acceptFirst === true || !replacesAnswer;
}

/** The bytes to send, from the vendor's answer (null when it was not asked) and the faults that strike. Pure. */
export function renderAnswer(
  vendorAnswer: VendorAnswer | null,
  scripts: readonly FaultScript[],
  ifNoneMatch?: string,
): RenderedAnswer {
  const transport = chooseTransport(scripts);
  const answer = vendorAnswer ?? standIn();
  const honest = withEtag(renderVendorAnswer(answer, scripts), answer.etag, ifNoneMatch);
  const replacement = replacementBody(transport);
  const status = transport.status ?? honest.status;
  const headers = { ...(replacement === null ? honest.headers : { 'Content-Type': JSON_TYPE }) };
  if (transport.contentType !== undefined) {
    headers['Content-Type'] = transport.contentType;
  }
  for (const [name, value] of Object.entries(transport.headers ?? {})) {
    if (value === null) {
      Reflect.deleteProperty(headers, name);
    } else {
      headers[name] = value;
    }
  }
  const encoded = encodeBody(replacement ?? honest.body, transport.encoding);
  return { status, headers: { ...headers, ...encoded.headers }, body: encoded.body, records: honest.records };
}

function standIn(): VendorAnswer {
  return { status: 200, content: { kind: 'json', json: [] } };
}

function renderVendorAnswer(answer: VendorAnswer, scripts: readonly FaultScript[]): RenderedAnswer {
  const { status, headers = {}, content } = answer;
  if (content.kind === 'none') {
    return { status, headers, body: Buffer.alloc(0), records: [] };
  }
  if (content.kind === 'html') {
    const type = { 'Content-Type': 'text/html; charset=utf-8' };
    return { status, headers: { ...type, ...headers }, body: Buffer.from(content.html), records: [] };
  }
  const records = content.recordsAt === undefined ? null : recordsIn(content.json, content.recordsAt);
  const changed = records === null ? [] : changeRecords(records, scripts);
  const json =
    records === null || changed === records
      ? content.json
      : withRecords(content.json, content.recordsAt ?? [], changed);
  const body = Buffer.from(stringifyWithRaw(json), 'utf8');
  return { status, headers: { 'Content-Type': JSON_TYPE, ...headers }, body, records: changed };
}

function changeRecords(records: readonly unknown[], scripts: readonly FaultScript[]): readonly unknown[] {
  return scripts.reduce((changed, script) => {
    const mutated =
      script.mutateRecords === undefined ? changed : mutateRecords(changed, script.mutateRecords);
    return script.keepFirst === undefined ? mutated : mutated.slice(0, script.keepFirst);
  }, records);
}

function recordsIn(json: unknown, path: readonly string[]): readonly unknown[] | null {
  const found = path.reduce<unknown>((holder, key) => (holder as Record<string, unknown>)[key], json);
  return Array.isArray(found) ? (found as unknown[]) : null;
}

function withRecords(json: unknown, path: readonly string[], records: readonly unknown[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return records;
  }
  const holder = json as Record<string, unknown>;
  return { ...holder, [key]: withRecords(holder[key], rest, records) };
}

function replacementBody(transport: FaultScript): Buffer | null {
  if (transport.bodyBase64 !== undefined) {
    return Buffer.from(transport.bodyBase64, 'base64');
  }
  if (transport.body !== undefined) {
    const { body } = transport;
    return Buffer.from(typeof body === 'string' ? body : stringifyWithRaw(body), 'utf8');
  }
  if (transport.status !== undefined && transport.acceptFirst !== true) {
    return Buffer.from(JSON.stringify({ error: STATUS_CODES[transport.status] ?? 'Error' }), 'utf8');
  }
  return null;
}

function encodeBody(
  body: Buffer,
  encoding: BodyEncoding | undefined,
): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } {
  switch (encoding) {
    case undefined:
      return { body, headers: {} };
    case 'utf-8-bom':
      return { body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]), headers: {} };
    case 'utf-16le':
      return { body: Buffer.from(`\ufeff${body.toString('utf8')}`, 'utf16le'), headers: {} };
    case 'gzip':
      return { body: gzipSync(body), headers: { 'Content-Encoding': 'gzip' } };
    case 'br-junk':
      return { body: Buffer.from('this is not brotli'), headers: { 'Content-Encoding': 'br' } };
  }
}

function withEtag(
  answer: RenderedAnswer,
  etag: VendorAnswer['etag'],
  ifNoneMatch: string | undefined,
): RenderedAnswer {
  if (etag === undefined || answer.status !== 200) {
    return answer;
  }
  const tag = `W/"${createHash('md5').update(answer.body).digest('hex')}"`;
  const headers = { ...answer.headers, ETag: tag };
  const isKnown = etag === 'compare' && ifNoneMatch === tag;
  return isKnown ? { ...answer, headers, status: 304, body: Buffer.alloc(0) } : { ...answer, headers };
}
