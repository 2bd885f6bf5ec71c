import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutgoingDesk } from '../../src/flow/outgoing/outgoing.public.js';
import { until } from '../faults/until.js';
import { TEST_ADMIN } from '../support/app/test-app.js';
import { PERSON, plantedIn, SecretScan, TRIED } from './secrets-planted.js';
import { type Shown, whatIsShown } from './secrets-shown.js';
import { ALTEGIO_SESSION, CONFIDENTIAL, SecretsWorld } from './secrets-world.js';

/** A rejected change as the quarantine shows it. */
interface Pushed {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const SOURCES = ['altegio', 'exness', 'strattera-orders', 'strattera-products', 'wispro'] as const;

/** What a vendor says that has lost its wits: all that it knows of us and of its customers. */
const confessionOf = (name: string): string =>
  [
    ...Object.entries(CONFIDENTIAL)
      .filter(([variable]) => variable.startsWith(`${name.toUpperCase()}_`) && !variable.includes('WEBHOOK'))
      .map(([, value]) => value),
    ...(name === 'altegio' ? [ALTEGIO_SESSION] : []),
    ...Object.values(PERSON),
    `authorization: Bearer ${TRIED.accessToken}`,
  ].join(' | ');

describe('secrets and personal data (W12, X5, A10, E21)', () => {
  let world: SecretsWorld;
  let shown: Shown[];
  let scan: SecretScan;

  beforeAll(async () => {
    world = await SecretsWorld.start();
  });
  afterAll(async () => {
    await world.close();
  });

  const runAll = async (): Promise<string[]> =>
    (await Promise.all(SOURCES.map((source) => world.run(source)))).map(({ state }) => state);

  type AnyVendor = SecretsWorld['vendors'][keyof SecretsWorld['vendors']];

  const eachVendor = (arm: (vendor: AnyVendor, confession: string) => unknown): void => {
    for (const [name, vendor] of Object.entries(world.vendors) as [string, AnyVendor][]) {
      arm(vendor, confessionOf(name));
    }
  };

  const calm = (): void => {
    eachVendor((vendor) => {
      vendor.faults.clear();
    });
  };

  it('every source is read well, and people with it: two of one national id are a conflict', async () => {
    expect(await runAll()).not.toContain('failed');
    const conflicts = await world.sql.query(`SELECT FROM quarantine WHERE code = 'second-wispro-id'`);
    expect(conflicts.length).toBeGreaterThan(0);
  });

  it.each([
    [
      'a 401 that repeats what it was sent',
      () => {
        eachVendor((vendor, confession) => vendor.faults.add({ status: 401, body: { error: confession } }));
      },
    ],
    [
      'HTML that tells everything',
      () => {
        eachVendor((vendor, confession) =>
          vendor.faults.add({ status: 200, contentType: 'text/html', body: `<html>${confession}</html>` }),
        );
      },
    ],
    [
      'a 500 that tells everything',
      () => {
        eachVendor((vendor, confession) =>
          vendor.faults.add({ status: 500, contentType: 'text/plain', body: confession }),
        );
      },
    ],
    [
      'JSON in another shape',
      () => {
        eachVendor((vendor, confession) =>
          vendor.faults.add({ status: 200, body: { phone: PERSON.phone, data: { message: confession } } }),
        );
      },
    ],
    [
      'JSON cut in the middle of its records',
      () => {
        eachVendor((vendor) => vendor.faults.truncatedJson({ consistentLength: true, atBytes: 1_500 }));
      },
    ],
    [
      'a redirect with a login link',
      () => {
        eachVendor((vendor) => vendor.faults.redirectToHtml(PERSON.loginLink));
      },
    ],
  ])('every source fails with %s', async (_name, arm) => {
    arm();

    expect(await runAll()).toEqual(SOURCES.map(() => 'failed'));

    calm();
  });

  it('W3 the licence ends in the body, and the logins are refused', async () => {
    const { wispro, exness, altegio } = world.vendors;
    wispro.faults.add({ status: 200, body: { status: 402, message: confessionOf('wispro'), errors: {} } });
    exness.expireTokens();
    exness.faults.add({
      match: { path: '/v2/auth/' },
      status: 401,
      body: { detail: confessionOf('exness') },
    });
    altegio.expireUserToken();
    altegio.faults.add({
      match: { path: '/auth' },
      status: 401,
      body: { meta: { message: confessionOf('altegio') } },
    });

    const runs = await Promise.all(['wispro', 'exness', 'altegio'].map((source) => world.run(source)));

    expect(runs.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
    await world.runAsJob('wispro');
    await world.runAsJob('exness');
    calm();
  });

  it('records that are bad go to quarantine, and people try, correct and ignore them', async () => {
    const { wispro, exness, altegio, strattera } = world.vendors;
    const personal = { phone: PERSON.phone, email: PERSON.email, link_mobile_login: PERSON.loginLink };
    const note = `call ${PERSON.phone} or ${PERSON.email}, pwd: ${TRIED.password}, id ${PERSON.nationalId}`;
    const ids = wispro.world.listClients().map(({ id }) => id);
    wispro.faults.changedRecords([
      {
        where: { id: ids[0] },
        set: { ...personal, phone_mobile: PERSON.otherPhone, name: { first: 'Ana' } },
      },
      {
        where: { id: ids[1] },
        set: { ...personal, national_identification_number: { number: PERSON.nationalId } },
      },
      {
        where: { id: ids[2] },
        set: { name: 'Nul\u0000', Link_Mobile_Login: PERSON.loginLink, details: note },
      },
      {
        where: { id: ids[3] },
        set: { email: { address: PERSON.email }, contacts: [{ telephone: PERSON.phone }] },
      },
    ]);
    altegio.faults.changedRecords([
      { at: 0, set: { date: 'never', comment: note } },
      { at: 1, set: { seance_length: -5, 'client.comment': note, 'client.phone': PERSON.phone } },
    ]);
    exness.faults.changedRecords([{ at: 0, set: { volume_lots: 'a lot', comment: note } }], {
      path: '/reports/clients/',
    });
    strattera.faults.changedRecords([
      { at: 0, set: { total_amount: 'много', price: 'много', bank_card: `ВТБ ${PERSON.phone}`, note } },
    ]);

    const states = await runAll();
    calm();

    expect(states).toEqual(SOURCES.map(() => 'completed-with-errors'));
    const { body } = await world.call('GET', '/api/quarantine?state=open&limit=200');
    const entries = body.data as { readonly id: string; readonly source: string; readonly payload: object }[];
    expect(new Set(entries.map(({ source }) => source))).toEqual(new Set(SOURCES));
    for (const { id } of entries) {
      await world.call('POST', `/api/quarantine/${id}/retry`);
    }
    for (const { id, payload, source } of entries.filter((entry) => entry.source === 'wispro').slice(0, 3)) {
      const corrected = {
        ...{ ...payload, ...personal, phone_mobile: PERSON.otherPhone, source },
        ...{ name: 7, national_identification_number: PERSON.nationalId },
      };
      expect((await world.call('PATCH', `/api/quarantine/${id}`, { payload: corrected })).status).toBe(200);
      await world.call('POST', `/api/quarantine/${id}/ignore`);
    }
  });

  it('people sign in wrongly, and with what they were given', async () => {
    const login = (name: string, password: string): Promise<unknown> =>
      world.call('POST', '/api/auth/login', { login: name, password }, null);
    await login(TEST_ADMIN.email, TRIED.password);
    await login(PERSON.nationalId, PERSON.nationalId);
    await login(PERSON.phone, TRIED.password);
    await login(PERSON.email, TRIED.password);
    await world.call('POST', '/api/auth/refresh', { refreshToken: TRIED.refreshToken }, null);
    await world.call('GET', '/api/orders', undefined, TRIED.accessToken);
    await world.call('GET', `/api/orders?access_token=${TRIED.accessToken}`, undefined, null);
    const [subscriber] = await world.sql.query<{ id: string; code: string }>(
      `SELECT id, code FROM users WHERE role = 0 AND code ~ '^[0-9]{7,8}$' ORDER BY id LIMIT 1`,
    );
    const { id, code } = subscriber!;
    const token = await world.signIn(code, code);
    const change = { currentPassword: code, newPassword: TRIED.newPassword };
    expect((await world.call('POST', '/api/auth/change-password', { ...change, x: 1 }, token)).status).toBe(
      400,
    );
    await world.call('POST', '/api/auth/change-password', { ...change, newPassword: code }, token);
    expect((await world.call('POST', '/api/auth/change-password', change, token)).status).toBe(200);
    const issued = await world.call('POST', `/api/users/${id}/one-time-code`);
    expect(issued.status).toBe(200);
    world.issued.push(String(issued.body.code));
    await login(code, TRIED.oneTimeCode);
    await world.signIn(code, String(issued.body.code));
    expect(world.issued.length).toBeGreaterThan(4);
  });

  it('S3 a phone pushes personal data that is refused, and an admin tries it again', async () => {
    const contact = {
      name: 'Ana',
      phone: PERSON.phone,
      email: PERSON.email,
      notes: `her id is ${PERSON.nationalId}, her other phone ${PERSON.otherPhone}`,
    };
    const change = (entityType: string, operation: string, payload: object): object => ({
      ...{ changeId: randomUUID(), entityId: randomUUID(), entityType, operation, payload },
    });
    const { status, body } = await world.call('POST', '/api/sync/outgoing', {
      changes: [
        change('contact', 'CREATE', { ...contact, name: 7 }),
        change('contact', 'CREATE', { ...contact, password: TRIED.password, idNumber: PERSON.nationalId }),
        change('contact', 'CREATE', { ...contact, phone: { number: PERSON.otherPhone } }),
        change('contact', 'CREATE', { ...contact, phone: `${PERSON.phone} `.repeat(40) }),
        change('user', 'CREATE', {
          phone: PERSON.phone,
          idNumber: PERSON.nationalId,
          token: TRIED.accessToken,
        }),
        change('passport', 'CREATE', { number: PERSON.nationalId, link: PERSON.loginLink }),
      ],
    });
    expect(status).toBe(200);
    const results = body.results as { readonly status: string }[];
    expect(results.map((result) => result.status)).toContain('rejected');

    const listed = await world.call('GET', '/api/quarantine?kind=push&limit=200');
    const entries = listed.body.data as { readonly id: string; readonly payload: Pushed }[];
    expect(entries.length).toBeGreaterThan(3);
    // Nobody sees the phone number, and a correction of the name alone stores it.
    const { id: entryId, payload: pushed } = entries.find(({ payload }) => payload.payload.name === 7)!;
    expect(pushed.payload).toMatchObject({ phone: '[hidden]', email: '[hidden]', notes: '[hidden]' });
    const corrected = { ...pushed, payload: { ...pushed.payload, name: 'Ana' } };
    const settled = await world.call('PATCH', `/api/quarantine/${entryId}`, { payload: corrected });
    expect(settled.body).toMatchObject({ state: 'resolved' });
    expect(
      await world.sql.query('SELECT name, phone, notes FROM contacts WHERE id = $1', [pushed.id]),
    ).toEqual([{ name: 'Ana', phone: contact.phone, notes: contact.notes }]);
    for (const { id, payload } of entries) {
      await world.call('POST', `/api/quarantine/${id}/retry`);
      await world.call('PATCH', `/api/quarantine/${id}`, { payload: { ...payload, operation: 'BURN' } });
    }
  });

  it('S6 deliveries that a vendor refuses, and repeats, end in an error without values', async () => {
    const { strattera, altegio } = world.vendors;
    strattera.faults.add({
      match: { method: 'PUT' },
      status: 422,
      body: { error: confessionOf('strattera') },
    });
    altegio.faults.add({
      match: { method: 'PUT' },
      status: 400,
      body: { meta: { message: confessionOf('altegio') } },
    });
    const one = async (table: string): Promise<string> => {
      const [row] = await world.sql.query<{ id: string }>(`SELECT id FROM ${table} ORDER BY id LIMIT 1`);
      return row!.id;
    };
    await world.call('PUT', `/api/products/${await one('products')}/price`, { price: '17.50' });
    const comment = `call ${PERSON.phone}, pwd ${TRIED.password}`;
    await world.call('PATCH', `/api/appointments/${await one('appointments')}`, { comment });

    // As the timer does: a vendor may want a rest after what came before.
    const desk = world.app.app.get(OutgoingDesk, { strict: false });
    await until('both edits are settled', async () => {
      await desk.deliverDue();
      const waiting = await world.sql.query(
        `SELECT FROM outgoing_change WHERE state IN ('queued', 'applying')`,
      );
      return waiting.length === 0;
    });
    calm();

    const errors = await world.sql.query('SELECT source_key, state FROM outgoing_change ORDER BY source_key');
    expect(errors).toEqual([
      { source_key: 'altegio', state: 'rejected' },
      { source_key: 'strattera-products', state: 'conflicted' },
    ]);
  });

  it('A13 webhooks come with a wrong secret, with the right one, and with senseless bodies', async () => {
    const path = '/api/webhooks/altegio';
    const body = {
      company_id: 1,
      resource: PERSON.phone,
      resource_id: PERSON.email,
      status: confessionOf('altegio'),
    };
    expect((await world.call('POST', `${path}/${TRIED.webhookSecret}`, body, null)).status).toBe(404);
    expect(
      (await world.call('POST', `${path}/${CONFIDENTIAL.ALTEGIO_WEBHOOK_SECRET}`, body, null)).status,
    ).toBe(400);
    await world.call('GET', `${path}/${CONFIDENTIAL.ALTEGIO_WEBHOOK_SECRET}`, undefined, null);
    await world.call('POST', `${path}/${CONFIDENTIAL.ALTEGIO_WEBHOOK_SECRET}/more`, body, null);
  });

  it('I4 J7 requests with personal data are refused without repeating it', async () => {
    const [user] = await world.sql.query<{ email: string }>(
      `SELECT email FROM users WHERE role = 0 AND email IS NOT NULL LIMIT 1`,
    );
    const account = { name: 'Ana', email: user!.email, password: TRIED.password, role: 'agent' };
    const refused = await Promise.all([
      world.call('POST', '/api/users', { ...account, email: TEST_ADMIN.email }),
      world.call('POST', '/api/users', { ...account, phone: PERSON.email, role: PERSON.nationalId }),
      world.call('POST', '/api/contacts', { name: '', phone: [PERSON.phone], email: PERSON.email }),
      world.call('GET', `/api/contacts/${encodeURIComponent(PERSON.phone)}`),
      world.call('GET', `/api/orders?search=${encodeURIComponent(PERSON.email)}&limit=no`),
      world.call('GET', `/api/${encodeURIComponent(PERSON.email)}/${encodeURIComponent(PERSON.phone)}`),
      world.call('POST', '/api/sync/devices', { name: 7, platform: PERSON.phone }),
    ]);

    expect(refused.map(({ status }) => status).filter((status) => status < 400 || status >= 500)).toEqual([]);
  });

  describe('what was planted', () => {
    beforeAll(async () => {
      shown = await whatIsShown(world);
      scan = new SecretScan(plantedIn(world));
    });

    it('is found by the scan, in every spelling', () => {
      const phone = '+380 67 555 01 99';
      for (const spelling of [
        phone,
        '380675550199',
        '+380-67-555-01-99',
        encodeURIComponent(phone),
        Buffer.from(phone).toString('base64'),
        PERSON.nationalId.toLowerCase(),
        'V 27418663',
        `"${CONFIDENTIAL.WISPRO_TOKEN}"`,
      ]) {
        expect({ spelling, found: scan.find(`before ${spelling} after`).length > 0 }).toEqual({
          spelling,
          found: true,
        });
      }
      expect(scan.find('2026-01-01T00:00:00.000Z 7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10')).toEqual([]);
      expect(scan.size).toBeGreaterThan(3_000);
    });

    it('there is something to look at everywhere', () => {
      const places = new Set(shown.map(({ where }) => where));
      for (const place of [
        'log line',
        'problem document',
        'metrics',
        'stored job',
        'quarantine row',
        'run row',
      ]) {
        expect(places).toContain(place);
      }
      const levels = shown
        .filter(({ where }) => where === 'log line')
        .map(({ text }) => (JSON.parse(text) as { readonly level: number }).level);
      expect(new Set(levels).size).toBeGreaterThan(2);
    });

    it('W12 J3 is in no log line, job, quarantine row, error, problem document or status', () => {
      const leaks = shown.flatMap(({ where, text }) => scan.find(text).map((leak) => `${where}: ${leak}`));

      expect([...new Set(leaks)]).toEqual([]);
    });
  });
});
