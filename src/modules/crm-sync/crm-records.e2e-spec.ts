import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CrmApi } from '../../../test/support/app/crm-api.js';

let crm: CrmApi;

beforeAll(async () => {
  crm = await CrmApi.start();
});
afterAll(async () => {
  await crm.app.close();
});

describe('S5 a contact over REST', () => {
  it('is made under the id that the caller chose, and read back whole', async () => {
    const body = { id: 'phone-made-id-01', name: 'Анна Тестова 🌿', phone: '+7 900 000-00-01', email: null };

    const created = await crm.call('POST', '/api/contacts', { body });

    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe('/api/contacts/phone-made-id-01');
    const read = await crm.call('GET', '/api/contacts/phone-made-id-01');
    expect(read.body).toEqual({
      ...body,
      company: null,
      position: null,
      notes: null,
      status: 'active',
      assignedToUserId: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(created.body).toEqual(read.body);
    expect(read.headers.get('etag')).toMatch(/^".+"$/);
    expect(created.headers.get('etag')).toBe(read.headers.get('etag'));
  });

  it('gets an id of ours when the caller brings none', async () => {
    expect(await crm.made('contacts', { name: 'No id' })).toMatch(/^\/api\/contacts\/[0-9a-f-]{36}$/);
  });

  it('cannot take the id of another', async () => {
    await crm.made('contacts', { id: 'taken', name: 'First' });

    const second = await crm.call('POST', '/api/contacts', { body: { id: 'taken', name: 'Second' } });

    expect(second).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  });

  it('is edited field by field, and only as the caller knows it (If-Match)', async () => {
    const path = await crm.made('contacts', { name: 'Edited', phone: '1' });
    const stale = (await crm.call('GET', path)).headers.get('etag')!;
    const edited = await crm.call('PATCH', path, { body: { phone: null }, headers: { 'if-match': stale } });
    expect(edited).toMatchObject({ status: 200, body: { name: 'Edited', phone: null } });

    const refused = await crm.call('PATCH', path, { body: { phone: '3' }, headers: { 'if-match': stale } });
    expect(refused).toMatchObject({ status: 412, body: { code: 'STALE_RECORD' } });

    const fresh = edited.headers.get('etag')!;
    const accepted = await crm.call('PATCH', path, { body: { phone: '4' }, headers: { 'if-match': fresh } });
    expect(accepted).toMatchObject({ status: 200, body: { phone: '4' } });
    expect((await crm.call('DELETE', path, { headers: { 'if-match': fresh } })).status).toBe(412);
  });

  it('is gone after DELETE, and its history tells who did what', async () => {
    const path = await crm.made('contacts', { name: 'Historic' });
    await crm.call('PATCH', path, { body: { name: 'Historic, renamed' } });

    const history = await crm.call('GET', `${path}/history`);
    const userId = (await crm.call('GET', '/api/auth/me')).body.id;
    expect(history.body.data).toEqual([
      {
        at: expect.any(String),
        op: 'update',
        fields: expect.arrayContaining(['name']),
        actor: userId,
      },
      { at: expect.any(String), op: 'create', fields: null, actor: userId },
    ]);

    expect((await crm.call('DELETE', path)).status).toBe(204);
    for (const answer of [
      await crm.call('GET', path),
      await crm.call('GET', `${path}/history`),
      await crm.call('PATCH', path, { body: { name: 'x' } }),
      await crm.call('DELETE', path),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
  });

  it.each([
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: 5 }],
    ['name', { name: 'a\u0000b' }],
    ['name', { name: 'x'.repeat(2001) }],
    ['notes', { name: 'x', notes: 'x'.repeat(20_001) }],
    ['status', { name: 'x', status: 'gone' }],
    ['status', { name: 'x', status: null }],
    ['id', { name: 'x', id: 'x'.repeat(37) }],
    ['id', { name: 'x', id: '' }],
    ['assignedToUserId', { name: 'x', assignedToUserId: 'nobody' }],
    ['scope', { name: 'x', scope: ['staff'] }],
  ])('is refused with its bad %s named (%#)', async (field, body) => {
    const answer = await crm.call('POST', '/api/contacts', { body });

    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION' } });
    expect((answer.body.errors as { field: string }[]).map((error) => error.field)).toContain(field);
  });

  it('is not emptied of what it cannot be without', async () => {
    const path = await crm.made('contacts', { name: 'Whole' });

    expect(await crm.call('PATCH', path, { body: { name: null } })).toMatchObject({ status: 400 });
    expect(await crm.call('PATCH', path, { body: {} })).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION' },
    });
  });

  it('has no id that cannot be stored', async () => {
    expect((await crm.call('GET', '/api/contacts/%00')).status).toBe(400);
    expect((await crm.call('DELETE', '/api/contacts/%00')).status).toBe(400);
  });
});

describe('S5 deals and tasks over REST', () => {
  it('keep money as decimal text, and point to their contact', async () => {
    const body = { title: 'Roof', contactId: 'phone-made-id-01', amount: '999999999999.99', currency: 'EUR' };
    const path = await crm.made('deals', body);

    expect((await crm.call('GET', path)).body).toMatchObject({ ...body, stage: 'new', description: null });
    expect((await crm.call('PATCH', path, { body: { amount: '3500.5' } })).body).toMatchObject({
      amount: '3500.50',
    });
  });

  it.each([
    ['amount', { title: 'x', amount: 12.5 }],
    ['amount', { title: 'x', amount: '1e3' }],
    ['amount', { title: 'x', amount: '0.001' }],
    ['currency', { title: 'x', currency: 'eu' }],
    ['stage', { title: 'x', stage: 'maybe' }],
    ['contactId', { title: 'x', contactId: 'nobody' }],
  ])('refuse a deal with a bad %s (%#)', async (field, body) => {
    const answer = await crm.call('POST', '/api/deals', { body });

    expect(answer.status).toBe(400);
    expect((answer.body.errors as { field: string }[]).map((error) => error.field)).toContain(field);
  });

  it('keep the instant at which a task is due, whatever offset it came with', async () => {
    const path = await crm.made('tasks', {
      title: 'Call',
      dueDate: '2026-02-01T10:00:00+02:00',
      relatedEntityType: 'contact',
      relatedEntityId: 'long gone',
    });

    expect((await crm.call('GET', path)).body).toMatchObject({
      dueDate: '2026-02-01T08:00:00.000Z',
      relatedEntityType: 'contact',
      relatedEntityId: 'long gone',
      status: 'pending',
    });
    expect(
      (await crm.call('POST', '/api/tasks', { body: { title: 'x', dueDate: '2026-02-30T10:00:00Z' } }))
        .status,
    ).toBe(400);
  });
});
