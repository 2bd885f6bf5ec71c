import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../../database/database.js';
import { startTestApp, type TestApp } from '../../../../test/support/app/test-app.js';

interface Entry {
  readonly id: string;
  readonly state: string;
}

describe('a rejected push that is retried (S3, D2)', () => {
  let app: TestApp;
  let headers: Readonly<Record<string, string>>;
  let contactId: string;
  let entryId: string;

  beforeAll(async () => {
    app = await startTestApp();
    headers = { authorization: `Bearer ${await app.adminToken()}` };
  });
  afterAll(() => app.close());

  /** A contact whose new company was refused for its name; then the payload is put right. */
  beforeEach(async () => {
    await sql('DELETE FROM quarantine');
    contactId = randomUUID();
    expect((await app.send('/api/contacts', { id: contactId, name: 'Mira' }, { headers })).status).toBe(201);
    const change = { entityType: 'contact', entityId: contactId, operation: 'UPDATE' };
    const changes = [{ ...change, payload: { name: null, company: 'Late' } }];
    const pushed = await app.send('/api/sync/outgoing', { changes }, { headers });
    expect(await pushed.json()).toMatchObject({ results: [{ status: 'rejected' }] });
    await sql(`UPDATE quarantine SET payload = jsonb_set(payload, '{payload,name}', '"Mira"')`);
    [{ id: entryId }] = await entries();
  });

  const sql = (statement: string): Promise<unknown> =>
    app.app.get(Database, { strict: false }).query(statement);
  const read = async <Body>(path: string): Promise<Body> =>
    (await (await app.fetch(path, { headers })).json()) as Body;
  const entries = async (): Promise<[Entry]> => (await read<{ data: [Entry] }>('/api/quarantine')).data;
  const companyNow = async (): Promise<unknown> =>
    (await read<{ company: unknown }>(`/api/contacts/${contactId}`)).company;
  const somebodyEdits = async (): Promise<void> => {
    const body = JSON.stringify({ company: 'Newer' });
    const json = { ...headers, 'content-type': 'application/json' };
    const answer = await app.fetch(`/api/contacts/${contactId}`, { method: 'PATCH', headers: json, body });
    expect(answer.status).toBe(200);
  };
  const retryAll = async (): Promise<unknown> =>
    (await app.send('/api/quarantine/retry', { filter: { kind: 'push' } }, { headers })).json();

  it('is applied with the others of its filter when nobody has changed the record since', async () => {
    expect(await retryAll()).toMatchObject({ doneCount: 1, settledCount: 1, problem: null });
    expect(await companyNow()).toBe('Late');
  });

  it('never writes over a newer edit when nobody has looked at it by itself', async () => {
    await somebodyEdits();

    expect(await retryAll()).toMatchObject({
      doneCount: 1,
      settledCount: 0,
      problem: 'The record was changed since then: look at this entry by itself',
    });
    expect([await companyNow(), (await entries())[0].state]).toEqual(['Newer', 'open']);
  });

  it('is applied when a person retries it by itself', async () => {
    await somebodyEdits();

    const answer = await app.send(`/api/quarantine/${entryId}/retry`, {}, { headers });

    expect(await answer.json()).toMatchObject({ state: 'resolved' });
    expect(await companyNow()).toBe('Late');
  });
});
