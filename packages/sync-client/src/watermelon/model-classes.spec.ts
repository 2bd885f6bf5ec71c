import { describe, expect, it } from '@jest/globals';
import { FAKE_CONTRACT } from '../testing/fake-sync-state.js';
import { createLocally, editLocally, localRows, localStore } from '../testing/local-store.js';
import { buildAppSchema } from './local-schema.js';
import { buildModelClasses } from './model-classes.js';

const plainSchema = {
  tableSchema: (spec: { name: string; columns: object[] }) => spec,
  appSchema: (spec: { version: number; tables: object[] }) => spec,
};

describe('the local schema', () => {
  it('has the tables and columns of the contract, without what only the server needs to know', () => {
    const schema = buildAppSchema(FAKE_CONTRACT, plainSchema, { tables: ['deals'], version: 3 });

    expect(schema).toEqual({
      version: 3,
      tables: [
        {
          name: 'deals',
          columns: [
            { name: 'title', type: 'string', isOptional: false, isIndexed: false },
            { name: 'contactId', type: 'string', isOptional: true, isIndexed: true },
            { name: 'amount', type: 'string', isOptional: true, isIndexed: false },
          ],
        },
      ],
    });
  });
});

describe('model classes', () => {
  it('read and write the columns of a real store, and note what changed', async () => {
    const database = localStore(FAKE_CONTRACT);
    await createLocally(database, 'contacts', 'c1', { name: 'Ivana Test', phone: '+1 555 0100' });
    await editLocally(database, 'contacts', 'c1', { phone: null });

    const record = await database.get('contacts').find('c1');
    expect(record).toMatchObject({ name: 'Ivana Test', phone: null, serverUpdatedAt: 0 });
    expect(await localRows(database, 'contacts')).toEqual({
      c1: { id: 'c1', name: 'Ivana Test', phone: null, updatedAt: 0 },
    });
  });

  it('leave properties of the base class alone', () => {
    abstract class Base {
      name(): string {
        return 'of the base';
      }
    }
    const [contacts] = buildModelClasses(FAKE_CONTRACT, Base, ['contacts']);
    const record = new (contacts as unknown as new () => Base)();

    expect(record.name()).toBe('of the base');
    expect(contacts).toHaveProperty('table', 'contacts');
  });
});
