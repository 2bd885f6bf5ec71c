import { describe, expect, it } from '@jest/globals';
import type { Model } from '@nozbe/watermelondb';
import type { ContractColumn } from '@sync-hub/sync-client';
import { digestOf } from './table-digest.js';

const column = (name: string): ContractColumn => ({
  name,
  type: 'string',
  isOptional: true,
  isIndexed: false,
  writable: true,
});

const TABLE = { name: 'contacts', writable: true, columns: [column('name'), column('phone')] };

const record = (id: string, fields: object): Model =>
  ({ id, _raw: { id, _status: 'synced', _changed: '', ...fields } }) as unknown as Model;

describe('the digest of a table on the phone', () => {
  // SELECT encode(sha256(convert_to(string_agg(md5(json_build_array(id, name, phone)::text), ''
  //   ORDER BY id COLLATE "C"), 'UTF8')), 'hex')
  // FROM (VALUES ('b', 'Ann "A" Ö', NULL), ('B', E'Line\nbreak', '+1 202')) AS t (id, name, phone)
  const FROM_POSTGRES = 'b98e3fc73ff10bec0c988b6de070b7d1e80996f5f8857ea060bdfedc47dca0d3';

  it('S4 is the one that PostgreSQL makes of the same rows, in whatever order they come', () => {
    const rows = [record('b', { name: 'Ann "A" Ö' }), record('B', { name: 'Line\nbreak', phone: '+1 202' })];

    expect(digestOf(TABLE, rows)).toEqual({ count: 2, hash: FROM_POSTGRES });
    expect(digestOf(TABLE, rows.toReversed())).toEqual({ count: 2, hash: FROM_POSTGRES });
  });

  it('S4 is another one as soon as a value differs, also between nothing and an empty text', () => {
    const one = digestOf(TABLE, [record('b', { name: 'Ann', phone: null })]);
    const other = digestOf(TABLE, [record('b', { name: 'Ann', phone: '' })]);

    expect(one.hash).not.toBe(other.hash);
  });
});
