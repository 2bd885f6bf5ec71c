import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WisproImport } from '../../../test/support/wispro/wispro-import.js';
import { readNationalId } from '../../modules/wispro/wispro.public.js';

let wispro: WisproImport;

beforeAll(async () => {
  wispro = await WisproImport.start({ clients: 120 });
});
afterAll(async () => {
  await wispro.close();
});
beforeEach(async () => {
  await wispro.reset();
});

describe('E15 E16 E21 people and what is written about them', () => {
  const odd = (): typeof wispro.simulator.world.oddities => wispro.simulator.world.oddities;

  it('E15 whatever way a number is written, its digits and its letter are stored', async () => {
    const { dottedNationalId, foreignNationalId, oddNationalId } = odd();
    await wispro.run();

    const ids = [...dottedNationalId, ...foreignNationalId, ...oddNationalId];
    expect(ids.length).toBeGreaterThan(10);
    for (const id of ids) {
      const client = wispro.simulator.world.getClient(id);
      const { letter, digits } = readNationalId(client.national_identification_number, client.details)!;
      expect(digits).toMatch(/^\d{5,10}$/);
      expect(await wispro.user(id)).toMatchObject({ id_number: `${letter}-${digits}` });
    }
  });

  it('E15 a number that is the end of another is another person, and neither becomes the other', async () => {
    const { world } = wispro.simulator;
    const [short, long, zero] = ['2345678', '12345678', '02345678'].map((number) =>
      world.insertClient({ national_identification_number: number, details: 'V' }),
    );
    await wispro.run();

    const again = await wispro.run();

    expect(again.counts).toMatchObject({ created: 0, updated: 0 });
    const codes = [short!, long!, zero!].map(async ({ id }) => (await wispro.user(id)).code);
    expect(await Promise.all(codes)).toEqual(['2345678', '12345678', '02345678']);
  });

  it.each([
    ['', 'no-national-id'],
    [null, 'no-national-id'],
    ['pasaporte', 'unreadable-national-id'],
    ['12345678 / 23456789', 'unreadable-national-id'],
  ])('E15 the number %j makes no user, and is counted', async (number, reason) => {
    const usual = (await wispro.run()).counts.skipped[reason] ?? 0;
    await wispro.reset();
    const { id } = wispro.simulator.world.insertClient({
      national_identification_number: number,
      details: 'V',
    });

    const run = await wispro.run();

    expect(run.counts.skipped).toMatchObject({ [reason]: usual + 1 });
    expect(await wispro.count(`users WHERE external_id = '${id}'`)).toBe(0);
  });

  it('E16 a phone that is missing is none, and the second one stands in for the first', async () => {
    const { world } = wispro.simulator;
    const none = world.insertClient({ phone: '', phone_mobile: '' });
    const landline = world.insertClient({ phone: '02120000001', phone_mobile: '' });

    await wispro.run();

    expect(await wispro.user(none.id)).toMatchObject({ phone: null });
    expect(await wispro.user(landline.id)).toMatchObject({ phone: '02120000001' });
    for (const id of odd().noPhone) {
      expect(await wispro.count(`users WHERE external_id = '${id}' AND phone IS NOT NULL`)).toBe(0);
    }
  });

  it('E16 two people with one e-mail address, in any case, both keep it; an empty one is none', async () => {
    const { world } = wispro.simulator;
    const emails = ['casa@example.com', 'CASA@example.com', '', '   ', null];
    const clients = emails.map((email) => world.insertClient({ email }));

    await wispro.run();

    const stored = await Promise.all(clients.map(async ({ id }) => (await wispro.user(id)).email));
    expect(stored).toEqual(['casa@example.com', 'CASA@example.com', null, null, null]);
  });

  it('E21 a text is stored as it is, character by character', async () => {
    const { world } = wispro.simulator;
    const name = '<img src=x onerror=alert(1)> Ñandú 👩‍🏫';
    const address = '=HYPERLINK("https://x.example")\r\n\u0007<script>alert(1)</script>';
    const { id } = world.insertClient({ name, address, zone_name: "'; DROP TABLE users; --" });

    await wispro.run();

    expect(await wispro.user(id)).toMatchObject({ name, address, zone: "'; DROP TABLE users; --" });
  });

  it.each([
    ['a NUL', 'a\u0000b'],
    ['half of a surrogate pair', 'a\ud83db'],
  ])('E21 %s in a text costs no neighbour, and no text of it is told', async (_what, name) => {
    const usual = (await wispro.run()).counts.failed;
    await wispro.reset();
    const { world, faults } = wispro.simulator;
    const { id } = world.listClients()[0]!;
    faults.changedRecords([{ where: { id }, set: { name, address: 'Calle Secreta 7' } }]);

    const run = await wispro.run();

    expect(run.counts.failed).toBe(usual + 1);
    expect(await wispro.quarantined()).toContainEqual(
      expect.objectContaining({ externalId: id, code: 'unstorable-text' }),
    );
    expect(wispro.log.lines.join('')).not.toContain('Calle Secreta 7');
  });
});
