import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { EXNESS_CLIENT_STATUSES } from './exness.payloads.js';
import { startExnessSimulator } from './start-exness-simulator.js';
import type { ExnessSimulator, ExnessSimulatorOptions } from './start-exness-simulator.js';

describe('the Exness world', () => {
  let simulator: ExnessSimulator;
  const others: ExnessSimulator[] = [];

  beforeEach(async () => {
    simulator = await startExnessSimulator();
  });

  afterEach(async () => {
    await Promise.all([simulator, ...others.splice(0)].map((one) => one.close()));
  });

  const startAnother = async (options: ExnessSimulatorOptions): Promise<ExnessSimulator> => {
    const another = await startExnessSimulator(options);
    others.push(another);
    return another;
  };
  const textOf = ({ world }: ExnessSimulator): string =>
    JSON.stringify([world.listV1Rows(), world.listV2Rows()]);
  const control = async (body: unknown): Promise<{ status: number; json: unknown }> => {
    const response = await fetch(`${simulator.controlUrl}/world`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: response.status, json: await response.json() };
  };
  const prefixes = (uids: readonly { client_uid: string }[]): Set<string> =>
    new Set(uids.map(({ client_uid: uid }) => uid.slice(0, 8)));

  it('is the same byte for byte on every start, and on every machine', async () => {
    const again = await startAnother({});

    expect(textOf(again)).toBe(textOf(simulator));
    const hash = createHash('sha256').update(textOf(simulator)).digest('hex');
    expect(hash).toMatchInlineSnapshot(`"310f7d55d312cc022042a2054deff85b7fb49af6f49eb3771624a9cc12a47558"`);
    expect(textOf(await startAnother({ seed: 7 }))).not.toBe(textOf(simulator));
  });

  it('E19 has the numbers of the reference: 122 accounts, 100 uids, 100 rows of V2, 98 that join', () => {
    const v1 = simulator.world.listV1Rows();
    const v2 = simulator.world.listV2Rows();
    const short = prefixes(v1);

    expect([v1.length, short.size, v2.length, prefixes(v2).size]).toEqual([122, 100, 100, 100]);
    expect(v2.filter(({ client_uid: uid }) => short.has(uid.slice(0, 8)))).toHaveLength(98);
    expect(v1.filter(({ client_uid: uid }) => v2.some((row) => row.client_uid === uid))).toHaveLength(0);
    expect(v1.every(({ client_uid: uid }) => /^[0-9a-f]{8}$/u.test(uid))).toBe(true);
    expect(new Set(v1.map(({ client_account: account }) => account)).size).toBe(122);
  });

  it('E19 has two clients behind one V1 uid on demand', async () => {
    const ambiguous = await startAnother({ ambiguousPrefixes: 1 });
    const v2 = ambiguous.world.listV2Rows();

    expect([v2.length, prefixes(v2).size]).toEqual([101, 100]);
    const twin = simulator.world.insertTwin(simulator.world.listClientUuids()[10]!, { accounts: 2 });
    expect(simulator.world.listAccountsOf(twin.client_uid)).toHaveLength(2);
    expect(prefixes(simulator.world.listV1Rows()).size).toBe(100);
  });

  it('C2 has clients with several accounts, and sums in V2 that no binary fraction has touched', () => {
    const { world } = simulator;
    const several = world.listClientUuids().filter((uuid) => world.listAccountsOf(uuid).length > 1);
    const [uuid] = several.filter((one) => world.listV2Rows().some((row) => row.client_uid === one));
    const accounts = world.listAccountsOf(uuid!);
    accounts.forEach((account, index) =>
      world.patchAccount(account, {
        volume_lots: index === 0 ? 0.1 : 0.2,
        volume_mln_usd: 0.000_000_01,
        reward_usd: '0.10',
      }),
    );
    const [, ...rest] = accounts;

    expect(several.length).toBeGreaterThan(10);
    expect(world.getClient(uuid!)).toMatchObject({
      volume_lots: Number((0.1 + rest.length * 0.2).toFixed(8)),
      volume_mln_usd: accounts.length / 100_000_000,
      reward_usd: (accounts.length / 10).toFixed(2),
    });
  });

  it('has every status, dates, null trades, texts that must be kept as given (E21)', () => {
    const v2 = simulator.world.listV2Rows();
    const countries = new Set(v2.map(({ client_country: country }) => country));

    expect(new Set(v2.map(({ client_status: status }) => status))).toEqual(new Set(EXNESS_CLIENT_STATUSES));
    expect(countries.size).toBeGreaterThan(8);
    expect(v2.some(({ trade_fn: on }) => on === null)).toBe(true);
    expect(v2.some(({ comment }) => comment === 'ลูกค้าใหม่')).toBe(true);
    expect(v2.some(({ comment }) => comment === '<b>VIP</b>')).toBe(true);
    expect(v2.every(({ reg_date: on }) => /^202[45]-\d{2}-\d{2}$/u.test(on) && on <= '2025-06-20')).toBe(
      true,
    );
    expect(
      simulator.world.listV1Rows().some(({ volume_mln_usd: volume }) => String(volume).includes('e-')),
    ).toBe(true);
  });

  it('moves an account to another client, and its volumes with it', () => {
    const { world } = simulator;
    const [, , one, other] = world.listClientUuids() as [string, string, string, string];
    const [account] = world.listAccountsOf(one);
    world.patchAccount(account!, { volume_lots: 5.5 });
    const before = world.getClient(other).volume_lots;

    expect(world.moveAccount(account!, other).client_uid).toBe(other.slice(0, 8));
    expect(world.getClient(other).volume_lots).toBeCloseTo(before + 5.5, 8);
    expect(world.listAccountsOf(one)).not.toContain(account);
  });

  it('moves on by itself in the same way each time, and starts again on reset', async () => {
    const again = await startAnother({});
    const untouched = textOf(simulator);
    const progress = simulator.world.advanceWorld(60);

    expect(again.world.advanceWorld(60)).toEqual(progress);
    expect(textOf(again)).toBe(textOf(simulator));
    expect(Object.values(progress).every((ids: readonly string[]) => ids.length > 0)).toBe(true);
    simulator.reset();
    expect(textOf(simulator)).toBe(untouched);
    expect(simulator.world.advanceWorld(60)).toEqual(progress);
  });

  it('obeys the same commands over HTTP', async () => {
    const uuid = simulator.world.listClientUuids()[5]!;
    const patch = { client_status: 'LEFT' };

    expect(await control({ do: 'patchClient', uuid, patch })).toEqual({
      status: 200,
      json: simulator.world.getClient(uuid),
    });
    expect(simulator.world.getClient(uuid).client_status).toBe('LEFT');
    const inserted = await control({ do: 'insertClient', accounts: 2, patch: { client_country: 'LA' } });
    expect(inserted.json).toMatchObject({ client_country: 'LA', reg_date: '2025-06-20' });
    expect(simulator.world.accountCount).toBe(124);
    expect((await control({ do: 'advance', steps: 2 })).json).toHaveProperty('tradedAccounts');
  });

  it.each([
    [{ do: 'explode' }],
    [{ do: 'getClient', uuid: 'nobody' }],
    [{ do: 'patchClient', uuid: 5 }],
    [{ do: 'patchAccount', account: '240000001', patch: { volume_lots: '1' } }],
    [{ do: 'patchAccount', account: '240000001', patch: { reward: 'much' } }],
    [{ do: 'patchAccount', account: '240000001', patch: { uuid: 'x' } }],
    [{ do: 'insertClient', accounts: -1 }],
    [{ do: 'insertClient', patch: { client_status: 'GONE' } }],
    [{ do: 'advance', steps: -1 }],
  ])('refuses %j and changes nothing', async (command) => {
    const before = textOf(simulator);

    expect(await control(command)).toEqual({ status: 400, json: { error: expect.any(String) } });
    expect(textOf(simulator)).toBe(before);
  });
});
