import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOfAnyAnswer, likenessOf } from './bad-input-answer.js';
import type { BadCall } from './bad-input-call.js';
import { fingerprint } from './bad-input-fingerprint.js';
import { committedDocument, goodBody, type Operation, operationsOf } from './bad-input-operations.js';
import { startWorld, type World } from './bad-input-world.js';

const UNKNOWN = '7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10';
const OPERATIONS = operationsOf(committedDocument());
const WITH_ID = OPERATIONS.filter(
  ({ path }) => path.includes('{id}') && /contacts|deals|tasks|users|devices/.test(path),
);

describe("ids of somebody else (I4, I5): answered as if they were nobody's", () => {
  let world: World;
  let agent: Record<string, string>;
  let subscriber: Record<string, string>;
  let before: Record<string, string>;

  beforeAll(async () => {
    world = await startWorld();
    agent = { authorization: `Bearer ${await world.tokenOf(world.people.agent)}` };
    subscriber = { authorization: `Bearer ${await world.tokenOf(world.people.subscriber)}` };
    before = await fingerprint(world.sql);
  });

  afterAll(async () => {
    await world.close();
  });

  afterEach(async () => {
    expect(await fingerprint(world.sql)).toEqual(before);
  });

  /** The two answers, as far as they must be alike. Also expects that neither is a 5xx. */
  const compare = async (foreign: BadCall, unknown: BadCall): Promise<readonly [object, object]> => {
    const [one, other] = await Promise.all([world.caller.send(foreign), world.caller.send(unknown)]);
    expect([...faultsOfAnyAnswer(foreign, one), ...faultsOfAnyAnswer(unknown, other)]).toEqual([]);
    return [likenessOf(one), likenessOf(other)];
  };

  const foreignIdOf = ({ path }: Operation): string => {
    const { records, people } = world;
    const ids: readonly (readonly [string, string])[] = [
      ['/contacts/', records.otherContact],
      ['/deals/', records.otherDeal],
      ['/tasks/', records.otherTask],
      ['/devices/', records.otherDevice],
      ['/users/', people.otherSubscriber],
    ];
    return ids.find(([part]) => path.includes(part))?.[1] ?? '';
  };

  const callOf = (operation: Operation, headers: Record<string, string>, id: string): BadCall => {
    const body = operation.body === null ? undefined : JSON.stringify(goodBody(operation));
    return {
      fault: id,
      method: operation.method,
      target: world.target(operation, { id }),
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    };
  };

  it.each(WITH_ID)('I4 in the path of $name', async (operation) => {
    for (const headers of [agent, subscriber]) {
      const foreign = callOf(operation, headers, foreignIdOf(operation));
      const [one, other] = await compare(foreign, callOf(operation, headers, UNKNOWN));

      expect(one).toEqual(other);
      expect([403, 404]).toContain(Reflect.get(one, 'status'));
    }
  });

  it.each([
    ['/api/contacts?assignedToUserId=', () => world.people.otherAgent],
    ['/api/deals?assignedToUserId=', () => world.people.otherAgent],
    ['/api/deals?contactId=', () => world.records.otherContact],
    ['/api/tasks?assignedToUserId=', () => world.people.otherAgent],
    ['/api/tasks?relatedEntityType=contact&relatedEntityId=', () => world.records.otherContact],
    ['/api/contacts?search=', () => 'other-agent'],
  ])('I4 in the filter %s', async (target, foreignId) => {
    const get = (id: string): BadCall => ({
      fault: id,
      method: 'GET',
      target: `${target}${id}`,
      headers: agent,
    });
    const [one, other] = await compare(get(foreignId()), get(UNKNOWN));

    expect(one).toEqual(other);
    expect(one).toMatchObject({ status: 200, body: { data: [] } });
  });

  it('I4 in the body of a deal, as the contact whose deal it is', async () => {
    const targets = [
      ['POST', '/api/deals'],
      ['PATCH', `/api/deals/${world.records.deal}`],
    ] as const;
    for (const [method, target] of targets) {
      const call = (contactId: string): BadCall => ({
        fault: contactId,
        method,
        target,
        headers: { ...agent, 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'Roof', contactId }),
      });
      const [one, other] = await compare(call(world.records.otherContact), call(UNKNOWN));

      expect(one).toEqual(other);
      expect(one).toMatchObject({ status: 400, body: { errors: [{ field: 'contactId' }] } });
    }
  });

  it.each([
    ['GET', '/api/sync/incremental'],
    ['GET', '/api/sync/initial'],
    ['GET', '/api/sync/status'],
    ['POST', '/api/sync/outgoing'],
  ])('I5 the device of somebody else in %s %s, as one that is revoked', async (method, path) => {
    const revoked = await revokedDevice(world);
    before = await fingerprint(world.sql);
    const call = (deviceId: string, isHeader: boolean): BadCall => {
      const query = `${path}?since=${world.since}${isHeader || method === 'POST' ? '' : `&deviceId=${deviceId}`}`;
      return {
        fault: deviceId,
        method,
        target: method === 'POST' || path.endsWith('initial') ? query.replace(/since=\d+&?/, '') : query,
        headers: {
          ...agent,
          ...(isHeader && { 'x-device-id': deviceId }),
          ...(method === 'POST' && { 'content-type': 'application/json' }),
        },
        ...(method === 'POST' && { body: JSON.stringify({ changes: {}, ...(!isHeader && { deviceId }) }) }),
      };
    };
    for (const isHeader of [true, false]) {
      const [one, other] = await compare(call(world.records.otherDevice, isHeader), call(revoked, isHeader));

      expect(one).toEqual(other);
      expect(one).toMatchObject({ status: 401, body: { code: 'DEVICE_REVOKED' } });
    }
  });
});

/** A device of the agent's own that may no longer sync. */
async function revokedDevice({ sql, people }: World): Promise<string> {
  const [row] = await sql.query<{ id: string }>(
    `INSERT INTO sync_device (user_id, name, platform, revoked_at) VALUES ($1, 'lost', 'test', now()) RETURNING id`,
    [people.agent],
  );
  return row?.id ?? '';
}
