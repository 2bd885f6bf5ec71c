import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { altegioErrorBody } from './altegio.answers.js';
import type { AltegioRecord } from './altegio.payloads.js';
import { startAltegioSimulator } from './start-altegio-simulator.js';
import type { AltegioSimulator } from './start-altegio-simulator.js';

describe('Altegio misbehaves on demand (UPSTREAM-APIS §1.9, §6.1)', () => {
  let simulator: AltegioSimulator;

  beforeEach(async () => {
    simulator = await startAltegioSimulator({ records: 120 });
  });

  afterEach(async () => {
    await simulator.close();
  });

  const getPage = async (page: number, userToken = simulator.userToken): Promise<Response> =>
    fetch(`${simulator.baseUrl}/records/700001?page=${page}&count=50&with_deleted=1`, {
      headers: {
        accept: 'application/vnd.api.v2+json',
        authorization: `Bearer ${simulator.companyToken}, User ${userToken}`,
      },
    });
  const idsOf = async (page: number): Promise<number[]> => {
    const { data } = (await (await getPage(page)).json()) as { data: AltegioRecord[] };
    return data.map(({ id }) => id);
  };

  it('E1 shows a record twice when one is inserted between two pages', async () => {
    simulator.faults.add({
      match: { query: { page: '1' } },
      thenChangeWorld: { do: 'insertRecord', patch: { date: '2025-08-14 10:00:00' } },
    });
    const first = await idsOf(1);

    expect((await idsOf(2))[0]).toBe(first.at(-1));
  });

  it('E1 hides a record when one goes away between two pages', async () => {
    const all = simulator.world.listRecords().map(({ id }) => id);
    simulator.faults.add({
      match: { query: { page: '1' } },
      thenChangeWorld: { do: 'removeRecord', id: all[0] },
    });
    await idsOf(1);

    expect((await idsOf(2))[0]).toBe(all[51]);
  });

  it('E3 lets the token of a login expire in the middle of a run', async () => {
    const response = await fetch(`${simulator.baseUrl}/auth`, {
      method: 'POST',
      headers: {
        accept: 'application/vnd.api.v2+json',
        authorization: `Bearer ${simulator.companyToken}`,
      },
      body: JSON.stringify({ login: simulator.login, password: simulator.password }),
    });
    const token = ((await response.json()) as { data: { user_token: string } }).data.user_token;
    simulator.faults.add({
      match: { query: { page: '1' } },
      thenChangeWorld: { do: 'expireUserToken' },
    });

    expect([(await getPage(1, token)).status, (await getPage(2, token)).status]).toEqual([200, 401]);
  });

  it.each([
    [402, 402, 'License of the location must be renewed'],
    [403, 403, 'Access denied.'],
    [200, 422, 'Selected time is already taken or is non-working.'],
  ])('E4 E5 answers %i with the body of a %i on the second page', async (status, bodyOf, message) => {
    simulator.faults.add({ match: { query: { page: '2' } }, status, body: altegioErrorBody(bodyOf) });
    const second = await getPage(2);

    expect((await getPage(1)).status).toBe(200);
    expect(second.status).toBe(status);
    expect(await second.json()).toEqual({ success: false, data: null, meta: { message } });
  });

  it('E20 answers an empty list, whose envelope still counts', async () => {
    simulator.faults.emptyList();

    expect(await (await getPage(1)).json()).toEqual({
      success: true,
      data: [],
      meta: { page: 1, total_count: simulator.world.recordCount },
    });
  });

  it('E6 cuts the JSON of one page, and changes single records in the envelope', async () => {
    simulator.faults.truncatedJson({ consistentLength: true }, { query: { page: '2' } });
    simulator.faults.changedRecords([{ at: 'first', set: { date: '2025-02-30 10:00:00' } }], {
      query: { page: '1' },
    });
    const first = (await (await getPage(1)).json()) as { data: AltegioRecord[] };

    expect(first.data[0]!.date).toBe('2025-02-30 10:00:00');
    await expect((await getPage(2)).json()).rejects.toThrow('JSON');
  });
});
