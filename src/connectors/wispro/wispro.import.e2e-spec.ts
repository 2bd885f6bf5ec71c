import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WisproImport } from '../../../test/support/wispro/wispro-import.js';
import { readNationalId } from '../../modules/wispro/wispro.public.js';

const CLIENTS = 250;

let wispro: WisproImport;

beforeAll(async () => {
  wispro = await WisproImport.start({ clients: CLIENTS });
});
afterAll(async () => {
  await wispro.close();
});
beforeEach(async () => {
  await wispro.reset();
});

/** An account that was there before the first import. */
async function insertUser(fields: Readonly<Record<string, unknown>>): Promise<string> {
  const names = Object.keys(fields);
  const [row] = await wispro.database.query<{ id: string }>(
    `INSERT INTO users (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING id`,
    Object.values(fields),
  );
  return row!.id;
}

/** Everything of all users but the columns of the pipeline. */
const everyUser = (): Promise<object[]> =>
  wispro.database.query(
    'SELECT external_id, name, email, phone, address, zone, code, id_number, plan_id, status, role FROM users ORDER BY 1',
  );

describe('the import of the clients of Wispro', () => {
  it('W2 W6 makes a user of every client who has a national id of their own', async () => {
    const { withoutNationalId, secondIds } = wispro.simulator.world.oddities;
    const run = await wispro.run();

    expect(run).toMatchObject({ error: null, drift: [], pages: 3, requests: 3 });
    expect(run.counts).toMatchObject({
      fetched: CLIENTS,
      created: CLIENTS - withoutNationalId.length - secondIds.length,
      skipped: { 'no-national-id': withoutNationalId.length },
      failed: secondIds.length,
    });
    expect([withoutNationalId.length, secondIds.length].every((count) => count > 0)).toBe(true);
    const first = wispro.simulator.world.listClients().find((client) => {
      return readNationalId(client.national_identification_number, client.details)?.letter === 'V';
    })!;
    const { letter, digits } = readNationalId(first.national_identification_number, first.details)!;
    expect(await wispro.user(first.id)).toMatchObject({
      name: first.name,
      email: first.email === '' ? null : first.email,
      address: first.address,
      zone: first.zone_name,
      code: digits,
      id_number: `${letter}-${digits}`,
      id_wispro: first.id,
      phone: [first.phone_mobile, first.phone, null].find((phone) => phone !== ''),
      status: true,
      role: 0,
      plan_id: null,
    });
    expect(await wispro.count('user_credentials')).toBe(0);
  });

  it('E7 W5 writes nothing the second time', async () => {
    const first = await wispro.run();
    const versions = "SELECT md5(string_agg(id || xmin, ',' ORDER BY id)) AS all FROM users";
    const before = await wispro.database.query(versions);
    const logged = await wispro.count('change_log');

    const again = await wispro.run();

    expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: first.counts.created });
    expect(await wispro.database.query(versions)).toEqual(before);
    expect(await wispro.count('change_log')).toBe(logged);
  });

  it('W5 updates name, e-mail, address and zone of a known user, and nothing else', async () => {
    await wispro.run();
    const { id } = wispro.simulator.world.listClients()[0]!;
    await wispro.database.query(
      `UPDATE users SET phone = 'ours', code = 'ours', id_number = 'ours', plan_id = 'ours', status = false
       WHERE external_id = $1`,
      [id],
    );
    wispro.simulator.world.patchClient(id, {
      name: 'Nombre Nuevo',
      email: 'nuevo@example.com',
      address: 'Calle Nueva 7',
      zone_name: 'Sur',
      phone_mobile: '04249999999',
      national_identification_number: 'V-19999999',
    });

    const run = await wispro.run();

    expect(run.counts).toMatchObject({ updated: 1, created: 0 });
    expect(await wispro.user(id)).toMatchObject({
      ...{ name: 'Nombre Nuevo', email: 'nuevo@example.com', address: 'Calle Nueva 7', zone: 'Sur' },
      ...{ phone: 'ours', code: 'ours', id_number: 'ours', plan_id: 'ours', status: false, role: 0 },
    });
    const [entry] = await wispro.database.query(
      'SELECT op, fields FROM change_log ORDER BY xid DESC, seq DESC LIMIT 1',
    );
    expect(entry).toEqual({
      op: 'U',
      fields: expect.arrayContaining(['name', 'email', 'address', 'zone', 'updatedAt']),
    });
  });

  it('E17 keeps what an admin has edited', async () => {
    await wispro.run();
    const { id } = wispro.simulator.world.listClients()[0]!;
    await wispro.database.query(
      `UPDATE users SET address = 'Edited', overrides = '{"address": {"by": "admin", "at": "2026-01-01"}}'
       WHERE external_id = $1`,
      [id],
    );
    wispro.simulator.world.patchClient(id, { address: 'Calle Nueva 7', zone_name: 'Sur' });

    await wispro.run();

    expect(await wispro.user(id)).toMatchObject({
      address: 'Edited',
      zone: 'Sur',
      upstream: expect.objectContaining({ address: 'Calle Nueva 7' }),
    });
  });

  it('W4 finds a person who was there before by the national id, however it is written', async () => {
    const { world } = wispro.simulator;
    const spellings = ['12.345.671', 'V-12345672', 'v 12 345 673', 'E12345674', ' 12345675'];
    const clients = spellings.map((number) =>
      world.insertClient({ national_identification_number: number, details: null }),
    );
    const stored = ['12345671', '12.345.672', 'V-V-12345673', 'V-12345674', 'e-12345675'];
    const ids: string[] = [];
    for (const idNumber of stored) {
      ids.push(await insertUser({ name: 'Before', id_number: idNumber, phone: 'ours' }));
    }
    const neighbour = await insertUser({ name: 'Suffix', id_number: 'V-2345671' });
    const company = await insertUser({ name: 'Company', id_number: 'J-12345671' });

    const run = await wispro.run();

    expect(run.counts.updated).toBe(5);
    for (const [index, client] of clients.entries()) {
      expect(await wispro.user(client.id)).toMatchObject({
        id: ids[index],
        id_wispro: client.id,
        id_number: stored[index],
        phone: 'ours',
        name: client.name,
      });
    }
    expect(
      await wispro.count(`users WHERE external_id IS NULL AND id IN ('${neighbour}', '${company}')`),
    ).toBe(2);
    expect((await wispro.run()).counts).toMatchObject({ created: 0, updated: 0 });
  });

  it('W4 empties no field of a person who was there before', async () => {
    const client = wispro.simulator.world.insertClient({
      ...{ national_identification_number: '12345678', details: 'V' },
      ...{ email: '', zone_name: null, address: 'Calle Nueva 7' },
    });
    await insertUser({ name: 'Before', email: 'known@example.com', address: 'Old', code: '12345678' });

    await wispro.run();
    await wispro.run();

    expect(await wispro.user(client.id)).toMatchObject({
      ...{ name: client.name, email: 'known@example.com', zone: null, address: 'Calle Nueva 7' },
      overrides: { email: { by: 'adoption', at: expect.any(String) } },
    });
  });

  it('W4 E15 records a second Wispro id of a person as a conflict, and overwrites nothing', async () => {
    const { world } = wispro.simulator;
    const { secondIds } = world.oddities;
    const run = await wispro.run();
    const before = await everyUser();
    const { firstId } = secondIds[0]!;
    const late = world.insertSecondId(firstId, { name: 'Somebody Else' });

    const again = await wispro.run();

    expect(run.state).toBe('completed-with-errors');
    expect(again.counts.failed).toBe(secondIds.length + 1);
    const entries = await wispro.quarantined();
    expect(entries.map((entry) => entry.externalId).sort()).toEqual(
      [...secondIds.map(({ id }) => id), late.id].sort(),
    );
    expect(new Set(entries.map(({ code, reason }) => `${code}: ${reason}`))).toEqual(
      new Set(['second-wispro-id: This national id belongs to a subscriber with another Wispro id']),
    );
    expect(await everyUser()).toEqual(before);
  });

  it('W4 never is an account of somebody who works here', async () => {
    const client = wispro.simulator.world.insertClient({ national_identification_number: '12345678' });
    const agent = { name: 'Agent', email: 'agent@example.com', id_number: 'V-12345678', role: 1 };
    await insertUser(agent);

    await wispro.run();

    expect(await wispro.quarantined()).toContainEqual(
      expect.objectContaining({ externalId: client.id, code: 'staff-account' }),
    );
    expect(
      await wispro.database.query('SELECT name, email, id_number, role FROM users WHERE role = 1'),
    ).toEqual([agent]);
  });

  it('W6 E15 a company with the digits of a person is somebody else, and signs in with its letter', async () => {
    const { world } = wispro.simulator;
    const person = world.insertClient({ national_identification_number: '12345678', details: 'V' });
    const company = world.insertClient({ national_identification_number: 'J-12345678', details: '' });

    await wispro.run();

    expect(await wispro.user(person.id)).toMatchObject({ code: '12345678', id_number: 'V-12345678' });
    expect(await wispro.user(company.id)).toMatchObject({ code: 'J12345678', id_number: 'J-12345678' });
  });

  it('E15 a client without a national id makes a user when there is one, and goes on being updated', async () => {
    const { world } = wispro.simulator;
    const client = world.insertClient({ national_identification_number: '', details: 'V' });
    await wispro.run();
    expect(await wispro.count(`users WHERE external_id = '${client.id}'`)).toBe(0);

    world.patchClient(client.id, { national_identification_number: '12.345.678' });
    await wispro.run();
    expect(await wispro.user(client.id)).toMatchObject({ code: '12345678', id_number: 'V-12345678' });

    world.patchClient(client.id, { national_identification_number: null, address: 'Calle Nueva 7' });
    await wispro.run();
    expect(await wispro.user(client.id)).toMatchObject({ code: '12345678', address: 'Calle Nueva 7' });
  });

  it('E16 stores clients who share an e-mail address or have none', async () => {
    const { emptyEmail, sharedEmail } = wispro.simulator.world.oddities;
    await wispro.run();

    expect([emptyEmail.length, sharedEmail.length].every((count) => count > 0)).toBe(true);
    expect(await wispro.count(`users WHERE email = ''`)).toBe(0);
    expect(await wispro.count('users WHERE email IS NULL')).toBeGreaterThan(0);
    expect(
      await wispro.count(
        '(SELECT FROM users GROUP BY lower(email) HAVING count(*) > 1 AND lower(email) IS NOT NULL) AS shared',
      ),
    ).toBeGreaterThan(0);
  });

  it('W2 X6 one bad client is recorded with the reason and costs no neighbour', async () => {
    const { world, faults } = wispro.simulator;
    const [bad, nul, ...others] = world.listClients();
    faults.add({
      mutateRecords: [
        { where: { id: bad!.id }, set: { name: { deep: true } } },
        { where: { id: nul!.id }, set: { name: 'a\u0000b' } },
      ],
    });

    const run = await wispro.run();

    expect(run.state).toBe('completed-with-errors');
    expect(await wispro.count('users')).toBe(run.counts.created);
    expect(run.counts.created).toBeGreaterThan(others.length * 0.9);
    const entries = new Map((await wispro.quarantined()).map((entry) => [entry.externalId, entry]));
    expect(entries.get(bad!.id)).toMatchObject({ code: 'mapping', reason: expect.stringContaining('name') });
    expect(entries.get(nul!.id)).toMatchObject({ code: 'unstorable-text' });
  });

  it('W9 reads as many pages of the size as it is told, and marks nothing as missing then', async () => {
    await wispro.run();
    wispro.simulator.clearJournal();

    const run = await wispro.run({ pageSize: 20, maxPages: 2 });

    expect(run.counts).toMatchObject({ fetched: 40, missing: 0 });
    expect(wispro.simulator.journal).toHaveLength(2);
    expect(await wispro.count('users WHERE missing_since IS NOT NULL')).toBe(0);
  });

  it('W7 tells its progress every ten pages, in the log and on the run', async () => {
    const lines = wispro.log.lines.length;

    const run = await wispro.run({ pageSize: 10 });

    const told = wispro.log.lines.slice(lines).map((line) => JSON.parse(line) as Record<string, unknown>);
    const progress = told.filter((line) => line.pages !== undefined);
    expect(progress.map((line) => line.pages)).toEqual([10, 20]);
    expect(progress[0]).toMatchObject({
      ...{ msg: 'Wispro subscribers: 10 pages are stored', source: 'wispro', runId: run.id, fetched: 100 },
      ...{ created: expect.any(Number), updated: 0, skipped: expect.any(Number), failed: expect.any(Number) },
    });
  });

  it('C4 a run that only adds touches nobody, adopts nobody, and begins at the first page', async () => {
    const client = wispro.simulator.world.insertClient({ national_identification_number: '12345678' });
    const id = await insertUser({ name: 'Before', id_number: 'V-12345678' });
    await wispro.run({ mode: 'new-only', pageSize: 50 });
    wispro.simulator.world.patchClient(wispro.simulator.world.listClients()[0]!.id, { name: 'Changed' });

    const again = await wispro.run({ mode: 'new-only', pageSize: 50 });

    expect(again.counts).toMatchObject({ fetched: CLIENTS + 1, created: 0, updated: 0 });
    expect(await wispro.database.query('SELECT name, external_id FROM users WHERE id = $1', [id])).toEqual([
      { name: 'Before', external_id: null },
    ]);
    expect(client.id).toBeDefined();
  });

  it('E1 reads a list once more that shifted while it was read', async () => {
    const { world, faults } = wispro.simulator;
    const { id } = world.listClients()[0]!;
    faults.add({ match: { query: { page: '1' } }, times: 1, thenChangeWorld: { do: 'removeClient', id } });

    const run = await wispro.run();

    const users = await wispro.count('users');
    expect(run.pages).toBe(6);
    expect(users).toBe(run.counts.created);
    expect((await wispro.run()).counts).toMatchObject({ created: 0, updated: 0 });
  });
});
