import { createHash } from 'node:crypto';
import type { Model } from '@nozbe/watermelondb';
import type { ContractTable, TableDigest } from '@sync-hub/sync-client';

/**
 * Count and hash of a table as the phone holds it, made as the server makes its own (SYNC-PROTOCOL §6): SHA-256
 * over the MD5s of the rows' canonical texts, in the byte order of their ids. Two equal digests are two equal tables.
 */
export function digestOf({ columns }: ContractTable, records: readonly Model[]): TableDigest {
  const names = columns.map(({ name }) => name).filter((name) => name !== 'id');
  const sums = [...records]
    .sort((one, other) => Buffer.compare(Buffer.from(one.id), Buffer.from(other.id)))
    .map((record) =>
      hexDigest('md5', canonicalText([record.id, ...names.map((name) => rawValue(record, name))])),
    );
  return { count: records.length, hash: hexDigest('sha256', sums.join('')) };
}

function canonicalText(values: readonly unknown[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}

/** As stored, whatever the model's accessors make of it. */
function rawValue(record: Model, column: string): unknown {
  return Reflect.get(record._raw, column) ?? null;
}

function hexDigest(algorithm: 'md5' | 'sha256', text: string): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}
