import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AltegioRecord } from './altegio.payloads.js';
import { startAltegioSimulator } from './start-altegio-simulator.js';
import type { AltegioSimulator } from './start-altegio-simulator.js';

interface Page {
  readonly success: boolean;
  readonly data: readonly AltegioRecord[];
  readonly meta: { readonly page: number; readonly total_count: number };
}

describe('the Altegio API keeps its contract (UPSTREAM-APIS §1)', () => {
  let simulator: AltegioSimulator;

  beforeEach(async () => {
    simulator = await startAltegioSimulator();
  });

  afterEach(async () => {
    await simulator.close();
  });

  const headers = (userToken = simulator.userToken): Record<string, string> => ({
    accept: 'application/vnd.api.v2+json',
    authorization: `Bearer ${simulator.companyToken}, User ${userToken}`,
  });
  const get = async (path: string, given = headers()): Promise<Response> =>
    fetch(`${simulator.baseUrl}${path}`, { headers: given });
  const list = async (query: string): Promise<Page> =>
    (await (await get(`/records/700001?${query}`)).json()) as Page;
  const logIn = async (body: unknown): Promise<Response> =>
    fetch(`${simulator.baseUrl}/auth`, {
      method: 'POST',
      headers: { ...headers(), authorization: `Bearer ${simulator.companyToken}` },
      body: JSON.stringify(body),
    });

  describe('records', () => {
    it('A1 answers 50 of them with their number, newest first, and without the deleted ones', async () => {
      const page = await list('');
      const standing = simulator.world.listRecords().filter((record) => record.deleted === false);

      expect(page).toMatchObject({ success: true, meta: { page: 1, total_count: standing.length } });
      expect(page.data).toEqual(standing.slice(0, 50));
    });

    it('has the fields of the vendor, in its order', async () => {
      const [record] = (await list('count=1')).data;

      expect(Object.keys(record!).join(' ')).toBe(
        'id company_id staff_id services goods_transactions staff client comer clients_count date datetime ' +
          'create_date comment online visit_attendance attendance confirmed seance_length length sms_before ' +
          'sms_now sms_now_text email_now notified master_request api_id from_url review_requested visit_id ' +
          'created_user_id deleted paid_full payment_status prepaid prepaid_confirmed is_update_blocked ' +
          'last_change_date custom_color custom_font_color record_labels activity_id custom_fields documents ' +
          'sms_remain_hours email_remain_hours bookform_id record_from is_mobile is_sale_bill_printed ' +
          'resource_instance_ids short_link technical_break_duration',
      );
      expect(record!.last_change_date).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0[23]00$/u);
      expect(record!.datetime).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0[23]:00$/u);
    });

    it('A1 gives every record once over all pages, and an empty page after the last one', async () => {
      const ids: number[] = [];
      for (let page = 1; ; page += 1) {
        const { data } = await list(`page=${page}&count=300&with_deleted=1`);
        ids.push(...data.map(({ id }) => id));
        if (data.length === 0) {
          break;
        }
      }

      expect(ids).toEqual(simulator.world.listRecords().map(({ id }) => id));
      expect(new Set(ids).size).toBe(simulator.world.recordCount);
    });

    it('serves no more than countMax, whatever is asked for', async () => {
      simulator.knobs.countMax = 50;

      expect((await list('count=200')).data).toHaveLength(50);
      expect((await list('count=20')).data).toHaveLength(20);
    });

    it('A2 takes both ends of the range of days into it, by the wall clock', async () => {
      const { data } = await list('start_date=2025-08-12&end_date=2025-08-13&count=300&with_deleted=1');
      const expected = simulator.world
        .listRecords()
        .filter(({ date }) => date >= '2025-08-12 00:00:00' && date <= '2025-08-13 23:59:59');

      expect(data).toEqual(expected);
      expect(data.map(({ id }) => id)).toEqual(
        expect.arrayContaining([
          simulator.world.cases.acrossMidnight,
          simulator.world.cases.justAfterMidnight,
        ]),
      );
    });

    it('knows the day of creation, the instant of change, the teacher and the client', async () => {
      const { id } = simulator.world.patchRecord(simulator.world.cases.plain, {
        create_date: '2025-02-01T10:00:00+02:00',
        staff_id: 2_999_999,
      });
      const clientId = simulator.world.getRecord(id).client!.id;

      for (const query of [
        'c_start_date=2025-02-01&c_end_date=2025-02-01',
        'changed_after=2025-08-13T20:00:00',
        'staff_id=2999999',
        'team_member_id=2999999',
        `client_id=${clientId}`,
      ]) {
        expect((await list(query)).data.map((record) => record.id)).toEqual([id]);
      }
      expect((await list('changed_after=2025-08-13T20:00:01')).data).toEqual([]);
      expect((await list('created_user_id=5')).data).toEqual([]);
    });

    it('embeds lists on demand', async () => {
      const { data } = await list('count=1&include_consumables=1&include_finance_transactions=1');

      expect(data[0]).toMatchObject({ consumables: [], finance_transactions: [] });
    });

    it.each(['start_date=2025-02-30', 'end_date=13.08.2025', 'page=0', 'count=x', 'changed_after=yesterday'])(
      'answers 400 to %s and names the parameter',
      async (query) => {
        const response = await get(`/records/700001?${query}`);

        expect(response.status).toBe(400);
        expect(await response.json()).toEqual({
          success: false,
          data: null,
          meta: {
            message: 'An error has occurred.',
            errors: { [query.split('=')[0]!]: [expect.any(String)] },
          },
        });
      },
    );

    it('shows a single record, with an empty list as meta, also a deleted one', async () => {
      const id = simulator.world.cases.deletedNoShow;
      const response = await get(`/record/700001/${id}`);

      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        success: true,
        data: simulator.world.getRecord(id),
        meta: [],
      });
    });

    it.each(['/record/700001/1', '/nothing', '/records', '/record/700001', '/records/700001/5'])(
      'answers 404 without a message to GET %s',
      async (path) => {
        const response = await get(path);

        expect(response.status).toBe(404);
        expect(await response.json()).toEqual({ success: false, data: null, meta: [] });
      },
    );
  });

  describe('who may ask', () => {
    const unauthenticated = { success: false, data: null, meta: { message: 'Authentication needed.' } };

    it.each([
      ['no header', undefined],
      ['no partner', 'User altegio-simulator-user-token'],
      ['another partner', 'Bearer other, User altegio-simulator-user-token'],
      ['no user', 'Bearer altegio-simulator-company-token'],
      ['another user', 'Bearer altegio-simulator-company-token, User other'],
      ['a user without the word', 'Bearer altegio-simulator-company-token, altegio-simulator-user-token'],
      ['another scheme', 'Basic altegio-simulator-company-token, User altegio-simulator-user-token'],
    ])('answers 401 to %s', async (_case, authorization) => {
      const { accept } = headers();
      const response = await get(
        '/records/700001',
        authorization === undefined ? { accept: accept! } : { accept: accept!, authorization },
      );

      expect(response.status).toBe(401);
      expect(await response.json()).toEqual(unauthenticated);
    });

    it('wants response format 2.0, unless the knob says otherwise', async () => {
      const { authorization } = headers();
      const plain = { accept: 'application/json', authorization: authorization! };
      const old = { accept: 'application/vnd.yclients.v2+json', authorization: authorization! };

      expect((await get('/records/700001', plain)).status).toBe(400);
      expect((await get('/records/700001', old)).status).toBe(200);
      simulator.knobs.requireAccept = false;
      expect((await get('/records/700001', plain)).status).toBe(200);
    });

    it('answers 403, or 404 behind its knob, for another company', async () => {
      const denied = await get('/records/700002');
      simulator.knobs.wrongCompanyStatus = 404;

      expect(await denied.json()).toEqual({
        success: false,
        data: null,
        meta: { message: 'Access denied.' },
      });
      expect([denied.status, (await get('/records/700002')).status]).toEqual([403, 404]);
    });

    it('A12 logs in with 201 and a token that is the same until it expires', async () => {
      const credentials = { login: simulator.login, password: simulator.password };
      const response = await logIn(credentials);
      const { data, meta } = (await response.json()) as { data: { user_token: string }; meta: unknown };
      const again = (await (await logIn(credentials)).json()) as { data: { user_token: string } };

      expect(response.status).toBe(201);
      expect(meta).toEqual([]);
      expect(Object.keys(data)).toEqual([
        'id',
        'user_token',
        'name',
        'phone',
        'login',
        'email',
        'avatar',
        'is_approved',
      ]);
      expect(again.data.user_token).toBe(data.user_token);
      expect((await get('/records/700001', headers(data.user_token))).status).toBe(200);
    });

    it.each([[{ login: 'sim', password: 'wrong' }], [{ login: 'sim' }], [null], [[]]])(
      'answers 401 to the login %j',
      async (body) => {
        expect((await logIn(body)).status).toBe(401);
      },
    );

    it('E3 refuses a token that has expired by time, by calls or by command, and a new login helps', async () => {
      const fresh = async (): Promise<string> => {
        const response = await logIn({ login: simulator.login, password: simulator.password });
        return ((await response.json()) as { data: { user_token: string } }).data.user_token;
      };
      const statusWith = async (token: string): Promise<number> =>
        (await get('/records/700001?count=1', headers(token))).status;

      simulator.knobs.tokenCallsMax = 2;
      const first = await fresh();
      expect([await statusWith(first), await statusWith(first), await statusWith(first)]).toEqual([
        200, 200, 401,
      ]);

      simulator.knobs.tokenCallsMax = 0;
      simulator.knobs.tokenTtlMs = 60_000;
      const second = await fresh();
      expect(await statusWith(second)).toBe(200);
      simulator.clock.advance(60_000);
      expect(await statusWith(second)).toBe(401);

      const third = await fresh();
      simulator.expireUserToken();
      expect(await statusWith(third)).toBe(401);
      expect(new Set([first, second, third, await fresh()]).size).toBe(4);
      expect(await statusWith(simulator.userToken)).toBe(200);
    });

    it('J3 never writes a token or a password into the journal', async () => {
      await logIn({ login: simulator.login, password: simulator.password });
      await get('/records/700001');

      const text = JSON.stringify(simulator.journal);
      expect(simulator.journal).toHaveLength(2);
      for (const secret of [simulator.companyToken, simulator.userToken, simulator.password]) {
        expect(text).not.toContain(secret);
      }
    });
  });
});
