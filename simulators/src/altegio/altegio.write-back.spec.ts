import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AltegioRecord } from './altegio.payloads.js';
import { startAltegioSimulator } from './start-altegio-simulator.js';
import type { AltegioSimulator } from './start-altegio-simulator.js';

describe('the write-back of the Altegio simulator (DESIGN §6)', () => {
  let simulator: AltegioSimulator;
  let id: number;

  beforeEach(async () => {
    simulator = await startAltegioSimulator({ records: 50, writeBack: true });
    id = simulator.world.cases.plain;
  });

  afterEach(async () => {
    await simulator.close();
  });

  const send = async (
    method: string,
    recordId: number,
    body: unknown,
    key: string | null = 'key-1',
  ): Promise<Response> =>
    fetch(`${simulator.baseUrl}/record/700001/${recordId}`, {
      method,
      headers: {
        accept: 'application/vnd.api.v2+json',
        authorization: `Bearer ${simulator.companyToken}, User ${simulator.userToken}`,
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
      ...(method === 'PUT' ? { body: JSON.stringify(body) } : {}),
    });
  const whole = (recordId: number): Partial<AltegioRecord> => {
    const { staff_id, services, client, datetime, seance_length } = simulator.world.getRecord(recordId);
    return { staff_id, services, client, datetime, seance_length };
  };

  it('takes attendance and comment with a full update, and answers 201 with the record', async () => {
    simulator.clock.advance(60_000);
    const before = simulator.world.getRecord(id);
    const response = await send('PUT', id, { ...whole(id), attendance: -1, comment: 'Захворіла' });

    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      success: true,
      data: simulator.world.getRecord(id),
      meta: [],
    });
    expect(simulator.world.getRecord(id)).toEqual({
      ...before,
      attendance: -1,
      visit_attendance: -1,
      comment: 'Захворіла',
      last_change_date: '2025-08-13T20:01:00+0300',
    });
  });

  it.each(['staff_id', 'services', 'client', 'datetime', 'seance_length'] as const)(
    'refuses an update without %s',
    async (field) => {
      const before = simulator.world.getRecord(id);
      const response = await send('PUT', id, { ...whole(id), [field]: undefined, attendance: -1 });

      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ meta: { errors: { [field]: [expect.any(String)] } } });
      expect(simulator.world.getRecord(id)).toEqual(before);
    },
  );

  it.each([
    [400, ['attendance']],
    [422, { attendance: 3 }],
    [422, { attendance: '1' }],
    [422, { comment: null }],
    [422, { datetime: 'tomorrow' }],
    [422, { client: { id: 1 } }],
  ])('refuses with %i: %j', async (status, change) => {
    const before = simulator.world.listRecords();
    const body = Array.isArray(change) ? change : { ...whole(id), ...change };

    expect((await send('PUT', id, body)).status).toBe(status);
    expect(simulator.world.listRecords()).toEqual(before);
  });

  it('E11 takes the wall clock of a datetime, so that a wrong offset that comes back moves nothing', async () => {
    for (const name of ['wrongSummerOffset', 'foldSecond'] as const) {
      const recordId = simulator.world.cases[name];
      const { date, datetime } = simulator.world.getRecord(recordId);
      await send('PUT', recordId, { ...whole(recordId), attendance: 1 }, name);

      expect(simulator.world.getRecord(recordId)).toMatchObject({ date, datetime, attendance: 1 });
    }
  });

  it('is a full update: what is sent replaces what was there', async () => {
    const body = { ...whole(id), datetime: '2025-08-20T10:00:00+03:00', staff_id: 2_100_002 };
    await send('PUT', id, body);

    expect(simulator.world.getRecord(id)).toMatchObject({
      date: '2025-08-20 10:00:00',
      staff_id: 2_100_002,
      staff: { name: 'Ірина Зразкова' },
    });
  });

  it('takes back what it sends while its ids are strings', async () => {
    simulator.knobs.idsAs = 'string';
    const body = { ...whole(id), staff_id: '2100001', attendance: 2 };
    const response = await send('PUT', id, body);

    expect(await response.json()).toMatchObject({ data: { id: String(id), attendance: 2 } });
  });

  it('takes a break without a client', async () => {
    const breakId = simulator.world.cases.nullClient;

    expect((await send('PUT', breakId, { ...whole(breakId), comment: 'Кава' })).status).toBe(201);
    expect(simulator.world.getRecord(breakId)).toMatchObject({ client: null, comment: 'Кава' });
  });

  it('answers a repeated write with the first answer and changes nothing', async () => {
    const body = { ...whole(id), attendance: -1 };
    const first = await send('PUT', id, body);
    simulator.world.patchRecord(id, { attendance: 1 });
    const again = await send('PUT', id, body);

    expect(again.status).toBe(201);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    expect(simulator.world.getRecord(id).attendance).toBe(1);
  });

  it('refuses a key that was used for another write', async () => {
    await send('PUT', id, { ...whole(id), attendance: -1 });

    expect((await send('PUT', id, { ...whole(id), attendance: 1 })).status).toBe(422);
    const otherId = simulator.world.cases.noShow;
    expect((await send('PUT', otherId, { ...whole(otherId), attendance: 1 })).status).toBe(422);
  });

  it('O3 writes again when it knows no keys, as the real vendor does', async () => {
    simulator.knobs.idempotencyKeys = false;
    simulator.faults.acceptThenReset({ method: 'PUT', times: 1 });
    const body = { ...whole(id), attendance: -1 };

    await expect(send('PUT', id, body)).rejects.toThrow();
    expect(simulator.world.getRecord(id).attendance).toBe(-1);
    simulator.world.patchRecord(id, { attendance: 1 });
    const again = await send('PUT', id, body);

    expect(again.headers.get('idempotent-replayed')).toBeNull();
    expect(simulator.world.getRecord(id).attendance).toBe(-1);
  });

  it('E17 can refuse a write on demand', async () => {
    simulator.faults.writeRefused(422);

    expect((await send('PUT', id, { ...whole(id), attendance: -1 })).status).toBe(422);
    expect(simulator.world.getRecord(id).attendance).toBe(1);
  });

  it('deletes with 204, after which there is nothing to write to', async () => {
    const response = await send('DELETE', id, null);

    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(simulator.world.getRecord(id).deleted).toBe(true);
    expect((await send('PUT', id, { ...whole(id), attendance: -1 })).status).toBe(404);
    expect((await send('DELETE', id, null)).status).toBe(404);
    expect((await send('PUT', 1, {})).status).toBe(404);
  });

  it('accepts no write while its knob is off, which it is at first', async () => {
    simulator.knobs.writeBack = false;
    const response = await send('PUT', id, { ...whole(id), attendance: -1 });

    expect([response.status, (await send('DELETE', id, null)).status]).toEqual([403, 403]);
    expect(simulator.world.getRecord(id).attendance).toBe(1);
  });
});
