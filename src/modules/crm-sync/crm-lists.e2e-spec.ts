import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CrmApi, idsOf } from '../../../test/support/app/crm-api.js';

let crm: CrmApi;

beforeAll(async () => {
  crm = await CrmApi.start();
});
afterAll(async () => {
  await crm.app.close();
});

describe('S5 lists', () => {
  beforeAll(async () => {
    for (const [index, dueDate] of ['2030-01-01T00:00:00Z', '2030-01-02T00:00:00Z', null].entries()) {
      const body = {
        id: `list-${index}`,
        title: `Zebra 100% ${index}`,
        dueDate,
        status: index === 2 ? 'completed' : 'pending',
      };
      await crm.made('tasks', { ...body, relatedEntityType: 'deal', relatedEntityId: 'deal-of-the-list' });
    }
  });

  it('page through everything once, with the count and the links in headers', async () => {
    const path = '/api/tasks?relatedEntityId=deal-of-the-list&sort=title&order=asc&limit=2';
    const first = await crm.call('GET', path);
    const second = await crm.call('GET', `${path}&page=2`);

    expect(idsOf(first)).toEqual(['list-0', 'list-1']);
    expect(idsOf(second)).toEqual(['list-2']);
    expect(second.body.pagination).toEqual({ page: 2, limit: 2, total: 3, pages: 2 });
    expect(first.headers.get('x-total-count')).toBe('3');
    expect(first.headers.get('link')).toContain(`<${path}&page=2>; rel="next"`);
  });

  it.each([
    ['status=completed', ['list-2']],
    ['dueAfter=2030-01-02T00:00:00Z', ['list-1']],
    ['dueBefore=2030-01-02T00:00:00Z&dueAfter=2029-12-31T00:00:00%2B00:00', ['list-0']],
    ['search=ZEBRA%20100%25%201', ['list-1']],
    ['search=100_', []],
    ['search=%20', ['list-0', 'list-1', 'list-2']],
    ['relatedEntityType=contact', []],
    ['assignedToUserId=nobody', []],
    ['sort=dueDate&order=desc', ['list-1', 'list-0', 'list-2']],
  ])('filter and sort by %s', async (query, ids) => {
    const prefix = query.includes('sort=') ? '' : 'sort=title&order=asc&';
    const answer = await crm.call('GET', `/api/tasks?relatedEntityId=deal-of-the-list&${prefix}${query}`);

    expect(idsOf(answer)).toEqual(ids);
  });

  it('find a Cyrillic name in another case', async () => {
    const path = await crm.made('contacts', { name: 'Ольга Примерова' });

    const answer = await crm.call('GET', `/api/contacts?search=${encodeURIComponent('ПРИМЕРОВ')}`);

    expect(idsOf(answer).map((id) => `/api/contacts/${String(id)}`)).toEqual([path]);
  });

  it.each([
    'limit=201',
    'sort=scope',
    'status=gone',
    'dueBefore=tomorrow',
    'unknown=1',
    'search=%00',
    'page=0',
  ])('refuse %s', async (query) => {
    expect(await crm.call('GET', `/api/tasks?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION' },
    });
  });
});

describe('S5 the stages of deals', () => {
  it('are counted and summed exactly, by currency, under the filters of the list', async () => {
    const deals = [
      { amount: '0.10', currency: 'EUR' },
      { amount: '0.20', currency: 'EUR' },
      { amount: '999999999999.99', currency: 'EUR' },
      { amount: '-5', currency: null },
      { amount: null, currency: 'USD' },
    ];
    for (const [index, deal] of deals.entries()) {
      await crm.made('deals', { id: `sum-${index}`, title: `Summed ${index}`, ...deal });
    }
    await crm.made('deals', { title: 'Summed last', stage: 'won' });
    await crm.made('deals', { title: 'Another' });

    const answer = await crm.call('GET', '/api/deal-stages?search=summed');

    const stages = Object.values(answer.body) as { readonly stage: string; readonly count: number }[];
    expect(stages).toHaveLength(9);
    expect(stages.filter(({ count }) => count > 0)).toEqual([
      {
        stage: 'new',
        count: 5,
        amounts: [
          { currency: 'EUR', amount: '1000000000000.29' },
          { currency: null, amount: '-5.00' },
        ],
      },
      { stage: 'won', count: 1, amounts: [] },
    ]);
  });

  it('tell an agent only of its own deals', async () => {
    const agent = await crm.agent();
    await crm.made('deals', { title: 'Scoped sum', amount: '1', stage: 'lost' });
    const admin = (await crm.made('deals', { title: 'Scoped too', stage: 'lost' })).split('/').at(-1);
    const [me] = Object.values(
      (await crm.call('GET', '/api/users?role=admin')).body.data as { id: string }[],
    );
    await crm.call('PATCH', `/api/deals/${admin}`, { body: { assignedToUserId: me?.id } });

    const answer = await crm.call('GET', '/api/deal-stages?search=scoped', { token: agent.token });

    expect(Object.values(answer.body)).toContainEqual({
      stage: 'lost',
      count: 1,
      amounts: [{ currency: null, amount: '1.00' }],
    });
  });

  it.each(['stage=new', 'sort=title', 'search=%00'])('refuse %s', async (query) => {
    expect(await crm.call('GET', `/api/deal-stages?${query}`)).toMatchObject({ status: 400 });
  });
});
