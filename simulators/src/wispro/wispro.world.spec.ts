import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { WisproClient } from './wispro.payloads.js';
import { startWisproSimulator } from './start-wispro-simulator.js';
import type { WisproSimulator, WisproSimulatorOptions } from './start-wispro-simulator.js';

describe('the Wispro world', () => {
  let simulator: WisproSimulator;
  const others: WisproSimulator[] = [];

  beforeAll(async () => {
    simulator = await startWisproSimulator();
  });

  afterAll(async () => {
    await Promise.all([simulator, ...others].map((one) => one.close()));
  });

  const startAnother = async (options: WisproSimulatorOptions): Promise<WisproSimulator> => {
    const another = await startWisproSimulator(options);
    others.push(another);
    return another;
  };
  const hashOf = ({ world }: WisproSimulator): string =>
    createHash('sha256')
      .update(JSON.stringify([world.listClients(), world.listContracts()]))
      .digest('hex');
  const count = (fits: (client: WisproClient) => boolean): number =>
    simulator.world.listClients().filter(fits).length;
  /** The rule of W4: letter and digits, where no letter is that of a citizen. */
  const personOf = ({ national_identification_number: number, details }: WisproClient): string | null => {
    const bare = (number ?? '').toUpperCase().replace(/[\s.-]/gu, '');
    const [, inNumber, digits] = /^([VEJG])?(\d{5,10})$/u.exec(bare) ?? [];
    const inDetails = /^[VEJG]$/iu.test(details ?? '') ? details?.toUpperCase() : undefined;
    return digits === undefined ? null : `${inNumber ?? inDetails ?? 'V'}-${digits}`;
  };

  it('is the same byte for byte on every start, and on every machine', async () => {
    expect(hashOf(await startAnother({}))).toBe(hashOf(simulator));
    expect(hashOf(simulator)).toMatchInlineSnapshot(
      `"1c34ec0e6a3847106b0b1fcd8df8a97cea2f9dd62b2da01c2afad265b87e3828"`,
    );
    expect(hashOf(await startAnother({ seed: 7 }))).not.toBe(hashOf(simulator));
  });

  it('has 10,000 clients with the fixed shares of oddities (UPSTREAM-APIS §2.5)', () => {
    const isEmpty = (text: string | null): boolean => text === null || text === '';
    const emails = simulator.world
      .listClients()
      .flatMap(({ email }) => (email === null || email === '' ? [] : [email.toLowerCase()]));

    expect(simulator.world.clientCount).toBe(10_000);
    expect(count(({ national_identification_number: number }) => isEmpty(number))).toBe(300);
    expect(
      count(({ national_identification_number: number }) => /^\d{1,3}(?:\.\d{3})+$/u.test(number ?? '')),
    ).toBe(500);
    expect(count((client) => /^[EJG]/u.test(personOf(client) ?? ''))).toBe(800);
    expect(count(({ email }) => isEmpty(email))).toBe(1_000);
    expect(emails.length - new Set(emails).size).toBe(200);
    expect(count(({ phone, phone_mobile: mobile }) => phone === '' && mobile === '')).toBe(1_200);
    expect(count(({ zone_name: zone }) => zone === null)).toBe(600);
  });

  it('E15 has 100 people with two Wispro ids, in whatever spelling, and no other person twice', () => {
    const people = simulator.world.listClients().flatMap((client) => personOf(client) ?? []);
    const { secondIds } = simulator.world.oddities;

    expect(people.length - new Set(people).size).toBe(100);
    expect(secondIds).toHaveLength(100);
    for (const { id, firstId } of secondIds) {
      const [second, first] = [simulator.world.getClient(id), simulator.world.getClient(firstId)];
      expect(personOf(second)).toBe(personOf(first));
      expect(id > firstId).toBe(true);
    }
    const spellings = secondIds.map(({ id }) => simulator.world.getClient(id).national_identification_number);
    expect(spellings.filter((number) => !/^\d+$/u.test(number ?? '')).length).toBeGreaterThan(20);
  });

  it('E15 has numbers that are the end of another one, and companies with the digits of a citizen', () => {
    const { suffixNationalId, foreignNationalId } = simulator.world.oddities;
    const digits = simulator.world.listClients().map((client) => personOf(client)?.slice(2) ?? '');
    const all = new Set(digits);
    const isEnd = (id: string): boolean =>
      all.has(`1${simulator.world.getClient(id).national_identification_number ?? '?'}`);
    const seen = new Set<string>();
    const twice = new Set(digits.filter((one) => seen.size === seen.add(one).size));
    const isShared = (id: string): boolean =>
      twice.has(personOf(simulator.world.getClient(id))?.slice(2) ?? '');

    expect(suffixNationalId).toHaveLength(30);
    expect(suffixNationalId.every(isEnd)).toBe(true);
    expect(foreignNationalId.filter(isShared).length).toBeGreaterThan(20);
  });

  it('E16 has e-mails of other clients, some in capitals', () => {
    const { sharedEmail } = simulator.world.oddities;
    const shared = sharedEmail.map((id) => simulator.world.getClient(id).email ?? '');

    expect(sharedEmail).toHaveLength(200);
    expect(shared.some((email) => email === email.toUpperCase())).toBe(true);
    expect(shared.some((email) => email === email.toLowerCase())).toBe(true);
  });

  it('E21 has texts that must be kept as given, and a secret in every row', () => {
    const secrets = simulator.world.listSecrets();

    expect(count(({ name }) => name.includes('🐣'))).toBeGreaterThan(5);
    expect(count(({ name }) => name.includes('<b>'))).toBeGreaterThan(5);
    expect(count(({ address }) => address?.includes('\n') === true)).toBeGreaterThan(50);
    expect(new Set(secrets).size).toBe(10_000);
    expect(secrets.every((secret) => /^SIM[0-9a-f]{24}$/u.test(secret))).toBe(true);
  });

  it('keeps the shares in a small world', async () => {
    const { world } = await startAnother({ clients: 100 });

    expect(world.clientCount).toBe(100);
    expect(world.oddities.withoutNationalId).toHaveLength(3);
    expect(world.oddities.secondIds).toHaveLength(1);
    expect((await startAnother({ clients: 0 })).world.listClients()).toEqual([]);
  });

  it('stamps changes with the virtual clock, and gives a second id to a person', async () => {
    const small = await startAnother({ clients: 10 });
    const [first] = small.world.listClients();
    small.clock.advance(60_000);
    const patched = small.world.patchClient(first!.id, { zone_name: 'Norte' });
    const second = small.world.insertSecondId(first!.id);

    expect(patched).toEqual({ ...first, zone_name: 'Norte', updated_at: '2025-06-08T20:01:00.000-04:00' });
    expect(second).toMatchObject({ id: '00000000-0000-4000-8000-000000000011', name: first!.name });
    expect(personOf(second)).toBe(personOf(first!));
    small.world.removeClient(first!.id);
    expect(small.world.findClient(first!.id)).toBeNull();
    expect(small.world.listContracts().some(({ client_id: id }) => id === first!.id)).toBe(false);
  });

  it('moves on by itself in the same way each time, and starts again on reset', async () => {
    const [one, other] = [await startAnother({ clients: 300 }), await startAnother({ clients: 300 })];
    const untouched = hashOf(one);
    const progress = one.world.advanceWorld(100);

    expect(other.world.advanceWorld(100)).toEqual(progress);
    expect(hashOf(other)).toBe(hashOf(one));
    expect(Object.values(progress).every((ids: readonly string[]) => ids.length > 0)).toBe(true);
    one.reset();
    expect(hashOf(one)).toBe(untouched);
    expect(one.world.advanceWorld(100)).toEqual(progress);
  });

  it('obeys the same commands over HTTP, and refuses others', async () => {
    const small = await startAnother({ clients: 10 });
    const [first] = small.world.listClients();
    const control = async (body: unknown): Promise<{ status: number; json: unknown }> => {
      const response = await fetch(`${small.controlUrl}/world`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return { status: response.status, json: await response.json() };
    };
    const patched = await control({ do: 'patchClient', id: first!.id, patch: { name: 'Nueva' } });

    expect(patched).toEqual({ status: 200, json: small.world.getClient(first!.id) });
    expect((await control({ do: 'insertClient' })).json).toMatchObject({ public_id: 111 });
    const before = hashOf(small);
    for (const bad of [
      { do: 'explode' },
      { do: 'getClient', id: 'nobody' },
      { do: 'patchClient', id: 5 },
      { do: 'patchClient', id: first!.id, patch: { id: 'x' } },
      { do: 'patchClient', id: first!.id, patch: { name: null } },
      { do: 'advance', steps: 0.5 },
    ]) {
      expect(await control(bad)).toEqual({ status: 400, json: { error: expect.any(String) } });
    }
    expect(hashOf(small)).toBe(before);
  });
});
