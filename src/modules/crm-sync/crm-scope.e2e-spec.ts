import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CrmApi, idsOf } from '../../../test/support/app/crm-api.js';

let crm: CrmApi;
let agent: { readonly id: string; readonly token: string };

beforeAll(async () => {
  crm = await CrmApi.start();
  agent = await crm.agent();
});
afterAll(async () => {
  await crm.app.close();
});

describe('SYNC-PROTOCOL §8 an agent who is kept to its own records', () => {
  it('sees those of its own and of nobody; others do not exist for it', async () => {
    const own = await crm.made('deals', { id: 'own', title: 'Scoped', assignedToUserId: agent.id });
    await crm.made('deals', { id: 'free', title: 'Scoped' });
    const adminId = (await crm.call('GET', '/api/auth/me')).body.id;
    const foreign = await crm.made('deals', { id: 'foreign', title: 'Scoped', assignedToUserId: adminId });

    const list = await crm.call('GET', '/api/deals?search=scoped&sort=title&order=asc', {
      token: agent.token,
    });
    expect(idsOf(list)).toEqual(['free', 'own']);
    expect(list.headers.get('x-total-count')).toBe('2');
    expect((await crm.call('GET', own, { token: agent.token })).status).toBe(200);
    const missing = await crm.call('GET', '/api/deals/nothing', { token: agent.token });
    for (const answer of [
      await crm.call('GET', foreign, { token: agent.token }),
      await crm.call('GET', `${foreign}/history`, { token: agent.token }),
      await crm.call('PATCH', foreign, { token: agent.token, body: { title: 'Mine' } }),
      await crm.call('DELETE', foreign, { token: agent.token }),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ code: missing.body.code, detail: missing.body.detail });
    }
    expect((await crm.call('GET', foreign)).body).toMatchObject({ title: 'Scoped' });
  });

  it('still sees what a record became that it handed on', async () => {
    const path = await crm.made('deals', { title: 'Handed on', assignedToUserId: agent.id });
    const adminId = (await crm.call('GET', '/api/auth/me')).body.id;

    const edited = await crm.call('PATCH', path, { token: agent.token, body: { assignedToUserId: adminId } });

    expect(edited).toMatchObject({ status: 200, body: { assignedToUserId: adminId } });
    expect((await crm.call('GET', path, { token: agent.token })).status).toBe(404);
  });

  it.each(['contacts', 'deals', 'tasks'])('is asked for a token first: %s', async (table) => {
    const answer = await crm.app.fetch(`/api/${table}`);

    expect(answer.status).toBe(401);
  });
});
