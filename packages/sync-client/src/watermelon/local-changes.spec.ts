import { describe, expect, it } from '@jest/globals';
import { localChanges } from './local-changes.js';

const none = { created: [], updated: [], deleted: [] };

describe('what WatermelonDB wants to send', () => {
  it('has the whole of a new record, without bookkeeping and the stamps that the server makes', () => {
    const created = [{ id: 'c1', _status: 'created', _changed: '', name: 'N', createdAt: 1, updatedAt: 2 }];

    expect(localChanges({ contacts: { ...none, created } })).toEqual([
      { table: 'contacts', id: 'c1', operation: 'CREATE', payload: { name: 'N' } },
    ]);
  });

  it('has the changed fields of an edited record, and the ids of deleted ones', () => {
    const updated = [
      { id: 'c1', _status: 'updated', _changed: 'phone,updatedAt', name: 'N', phone: null, updatedAt: 2 },
    ];

    expect(localChanges({ contacts: { created: [], updated, deleted: ['c2'] } })).toEqual([
      { table: 'contacts', id: 'c1', operation: 'UPDATE', payload: { phone: null } },
      { table: 'contacts', id: 'c2', operation: 'DELETE', payload: {} },
    ]);
  });
});
