import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultsOfAnyAnswer, faultsOfRefusal } from './bad-input-answer.js';
import type { BadCall } from './bad-input-call.js';
import { committedDocument, goodBody, type Operation, operationsOf } from './bad-input-operations.js';
import { INJECTIONS } from './bad-input-values.js';
import { ODD_CHARACTERS, oddPush, oddText, oddValue } from './bad-input-odd-json.js';
import { startWorld, type World } from './bad-input-world.js';

const OPERATIONS = operationsOf(committedDocument());
const PUSH = 'POST /api/sync/outgoing';
/** The push has a test of its own; the others would end the session or start runs when they hit on something right. */
const NOT_FUZZED = [PUSH, 'POST /api/auth/change-password', 'POST /api/sources/{key}/run'];
const KNOWN_STATUSES = new Set(['applied', 'merged', 'unchanged', 'rejected', 'queued', 'refused whole']);
const RUNS_EACH = 60;
const RUNS_OF_PUSHES = 400;

describe('any JSON at all', () => {
  let world: World;
  let token: string;

  beforeAll(async () => {
    world = await startWorld();
    token = await world.tokenOf(world.people.admin);
  });

  afterAll(async () => {
    await world.close();
  });

  afterEach(() => {
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(world.app.log.lines.filter((line) => /"level":(?:50|60)/.test(line))).toEqual([]);
  });

  const send = async (operation: Operation, body: unknown): Promise<readonly [string[], string, number]> => {
    const call: BadCall = {
      fault: 'fuzz',
      method: operation.method,
      target: world.target(operation),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const answer = await world.caller.send(call);
    const faults = answer.status < 300 ? faultsOfAnyAnswer(call, answer) : faultsOfRefusal(call, answer);
    return [faults, answer.text, answer.status];
  };

  const withBody = OPERATIONS.filter(({ name, body }) => body !== null && !NOT_FUZZED.includes(name));

  it.each(withBody)('in the fields of $name is taken or refused', async (operation) => {
    const good = goodBody(operation);
    const names = Object.keys(operation.body?.properties ?? {});
    const odd = fc.dictionary(fc.oneof(fc.constantFrom(...names), oddText), oddValue, {
      minKeys: 1,
      maxKeys: 4,
    });

    await fc.assert(
      fc.asyncProperty(odd, async (fields) => {
        const [faults] = await send(operation, { ...good, ...fields });
        expect(faults).toEqual([]);
      }),
      { numRuns: RUNS_EACH },
    );
  });

  const push = OPERATIONS.find(({ name }) => name === PUSH);

  it('as a push is refused whole, or answered change by change', async () => {
    const tally = new Set<string>();
    const deviceId = await ownDevice(world);

    await fc.assert(
      fc.asyncProperty(oddPush(deviceId, world.since), async (sent) => {
        const [faults, text, status] = await send(push ?? missing(), sent);
        expect(faults).toEqual([]);
        for (const one of status === 200 ? statusesOf(text) : ['refused whole']) {
          tally.add(one);
        }
      }),
      { numRuns: RUNS_OF_PUSHES },
    );

    expect([...tally].filter((one) => !KNOWN_STATUSES.has(one))).toEqual([]);
    expect([...tally]).toEqual(expect.arrayContaining(['applied', 'rejected', 'refused whole']));
  });

  it('H13 H17 text that PostgreSQL can hold is kept to the letter, and searched for as it is', async () => {
    const texts = [...INJECTIONS, ...ODD_CHARACTERS.map((character) => `a${character}b`)].filter(
      (text) => text.isWellFormed() && !text.includes('\u0000'),
    );
    for (const name of texts) {
      const made = await world.app.send(
        '/api/contacts',
        { name },
        { headers: { authorization: `Bearer ${token}` } },
      );
      const { id } = (await made.json()) as { readonly id: string };
      const found = await world.app.fetch(`/api/contacts?search=${encodeURIComponent(name)}&limit=200`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { data } = (await found.json()) as { readonly data: readonly Contact[] };

      expect([name, data.find((one) => one.id === id)?.name]).toEqual([name, name]);
      expect(data.filter((one) => !isAbout(one, name)).map((one) => [name, one])).toEqual([]);
    }
  });
});

interface Contact {
  readonly id: string;
  readonly name: string;
}

/** A search goes through several fields; a wildcard or a quote in it must find nothing that lacks it. */
function isAbout(contact: Contact, searched: string): boolean {
  const needle = searched.toLowerCase();
  return Object.values(contact).some(
    (value: unknown) => typeof value === 'string' && value.toLowerCase().includes(needle),
  );
}

function statusesOf(text: string): string[] {
  return (JSON.parse(text) as { readonly results: readonly { readonly status: string }[] }).results.map(
    ({ status }) => status,
  );
}

async function ownDevice({ sql, people }: World): Promise<string> {
  const [row] = await sql.query<{ id: string }>(
    `INSERT INTO sync_device (user_id, name, platform) VALUES ($1, 'fuzz', 'test') RETURNING id`,
    [people.admin],
  );
  return row?.id ?? '';
}

function missing(): never {
  throw new Error('The document has no push.');
}
