import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fingerprint } from './bad-input-fingerprint.js';
import { INJECTIONS } from './bad-input-values.js';
import { startWorld, type World } from './bad-input-world.js';

interface Column {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly isOptional: boolean;
  readonly writable: boolean;
}

interface Table {
  readonly name: string;
  readonly writable: boolean;
  readonly columns: readonly Column[];
}

interface Result {
  readonly status: string;
  readonly code: string | null;
  readonly errors: readonly { readonly field: string }[];
}

/**
 * Where refused changes wait for a person, and the log: it may say that a record is to be sent once more
 * (`R`), so that a device drops what it shows and does not own.
 */
const MAY_CHANGE = ['quarantine', 'change_log'];

describe('bad changes in a push (H1–H4, H10–H12): rejected one by one, in either form', () => {
  let world: World;
  let token: string;
  let tables: readonly Table[];

  beforeAll(async () => {
    world = await startWorld();
    token = await world.tokenOf(world.people.agent);
    const answer = await world.app.fetch('/api/sync/schema', {
      headers: { authorization: `Bearer ${token}` },
    });
    tables = ((await answer.json()) as { readonly tables: readonly Table[] }).tables;
  });

  afterAll(async () => {
    await world.close();
  });

  /** Sends `json`, the text of a list or of an object of tables, and answers what became of its changes. */
  const push = async (json: string): Promise<readonly Result[]> => {
    const answer = await world.caller.send({
      method: 'POST',
      target: '/api/sync/outgoing',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: `{"changes":${json}}`,
    });
    expect([json.slice(0, 100), answer.status]).toEqual([json.slice(0, 100), 200]);
    return (JSON.parse(answer.text) as { readonly results: readonly Result[] }).results;
  };

  /** Both forms of one change, in which `payload` is JSON text. */
  const bothForms = (table: string, id: string, payload: string): readonly string[] => {
    const [name, key] = [JSON.stringify(table), JSON.stringify(id)];
    const raw = payload === '{}' ? `{"id":${key}}` : `{"id":${key},${payload.slice(1)}`;
    return [
      `[{"entityType":${name},"entityId":${key},"operation":"UPDATE","payload":${payload}}]`,
      `{${name}:{"created":[],"updated":[${raw}],"deleted":[]}}`,
    ];
  };

  /** What comes back for each change, when nothing but the quarantine may have changed. */
  const rejections = async (changes: readonly string[]): Promise<Result[]> => {
    const before = [await fingerprint(world.sql, MAY_CHANGE), await loggedChangeCount(world)];
    const results: Result[] = [];
    for (const json of changes) {
      results.push(...(await push(json)));
    }
    expect([await fingerprint(world.sql, MAY_CHANGE), await loggedChangeCount(world)]).toEqual(before);
    expect(world.app.log.lines.filter((line) => /"level":(?:50|60)/.test(line))).toEqual([]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    return results;
  };

  it('H1–H4 no value of a wrong type, range or alphabet reaches a column', async () => {
    const writable = tables.filter((table) => table.writable);
    const changes = writable.flatMap((table) =>
      table.columns
        .filter((column) => column.writable)
        .flatMap((column) =>
          badJson(column).map((json) => [table, column, `{${JSON.stringify(column.name)}:${json}}`] as const),
        ),
    );
    const results = await rejections(
      changes.flatMap(([table, , payload]) => bothForms(table.name, ownIdOf(world, table.name), payload)),
    );
    const found = changes.map(([table, , payload], index) => [
      table.name,
      payload.slice(0, 100),
      results.slice(index * 2, index * 2 + 2).map(summaryOf),
    ]);

    expect(found).toEqual(
      changes.map(([table, column, payload]) => {
        const expected = `rejected VALIDATION ${column.name}`;
        return [table.name, payload.slice(0, 100), [expected, expected]];
      }),
    );
    expect(changes.length).toBeGreaterThan(100);
  });

  it('H10 H12 no table, id or field of a strange name is taken for one of ours', async () => {
    const names = [
      ...INJECTIONS,
      'constructor',
      'prototype',
      'hasOwnProperty',
      'pg_authid',
      'a\u0000b',
      '\ud800',
      '',
    ];
    const changes = names.flatMap((name) => [
      ...bothForms(name, world.records.contact, '{"name":"x"}'),
      ...bothForms('contacts', world.records.contact, `{${JSON.stringify(name)}:{"polluted":true}}`),
    ]);
    const results = await rejections(changes);

    expect(results.filter(({ status }) => status !== 'rejected')).toEqual([]);
    expect(results).toHaveLength(changes.length);
  });

  it('H1 H2 no id that cannot be stored is stored', async () => {
    const changes = ['a\u0000b', 'a\ud800', '', 'x'.repeat(37)].flatMap((id) =>
      bothForms('contacts', id, '{"name":"x"}'),
    );
    const results = await rejections([...changes, '{"contacts":{"deleted":["a\\u0000b",5,null,{},["x"]]}}']);

    expect(results.map(({ status, code }) => `${status} ${String(code)}`)).toEqual(
      results.map(() => 'rejected VALIDATION'),
    );
    expect(results).toHaveLength(13);
  });

  it('H11 no column that is not for clients is written', async () => {
    const names = [
      'id',
      'scope',
      'createdAt',
      'updatedAt',
      'created_at',
      'role',
      'overrides',
      'externalId',
      'isAdmin',
    ];
    for (const name of names) {
      const before = await rowOf(world);
      const body = bothForms('contacts', world.records.contact, `{${JSON.stringify(name)}:"2001-01-01"}`);
      await Promise.all(body.map(push));

      expect([name, await rowOf(world)]).toEqual([name, before]);
    }
  });

  it("I4 nothing of somebody else's is changed, deleted or taken over", async () => {
    const { otherContact, otherDeal, otherTask } = world.records;
    const ids = { contacts: otherContact, deals: otherDeal, tasks: otherTask };
    const results = await rejections(
      Object.entries(ids).flatMap(([table, id]) => [
        ...bothForms(table, id, `{"assignedToUserId":${JSON.stringify(world.people.agent)}}`),
        `{"${table}":{"deleted":["${id}"]}}`,
        `{"${table}":{"created":[{"id":"${id}","name":"x","title":"x"}]}}`,
      ]),
    );

    expect(results.filter(({ status }) => status !== 'rejected')).toEqual([]);
    expect(JSON.stringify(results)).not.toContain(world.people.otherAgent);
  });
});

function summaryOf({ status, code, errors }: Result): string {
  return [status, code, ...errors.map(({ field }) => field)].join(' ');
}

/** JSON texts that no such column holds. */
function badJson({ type, isOptional }: Column): readonly string[] {
  const always = isOptional ? ['{}', '[]'] : ['{}', '[]', 'null'];
  switch (type) {
    case 'string':
      return [
        ...always,
        'true',
        '"a\\u0000b"',
        '"a\\ud800"',
        '"\\udc00\\ud800"',
        JSON.stringify('x'.repeat(20_001)),
      ];
    case 'number':
      return [
        ...always,
        'true',
        '"infinity"',
        '"2026-02-30T00:00:00Z"',
        '1.5',
        '1e400',
        '-1e400',
        '9007199254740993',
        '-99999999999999',
      ];
    case 'boolean':
      return [...always, '1', '"true"'];
  }
}

function ownIdOf({ records }: World, table: string): string {
  const ids: Readonly<Record<string, string>> = {
    contacts: records.contact,
    deals: records.deal,
    tasks: records.task,
  };
  return ids[table] ?? records.contact;
}

async function loggedChangeCount({ sql }: World): Promise<unknown> {
  const rows = await sql.query(`SELECT count(*)::integer AS count FROM change_log WHERE op <> 'R'`);
  return rows[0];
}

/** The contact as stored, its own time of change left out. */
async function rowOf({ sql, records }: World): Promise<unknown> {
  const rows = await sql.query(`SELECT to_jsonb(c) AS row FROM contacts AS c WHERE id = $1`, [
    records.contact,
  ]);
  return rows[0];
}
