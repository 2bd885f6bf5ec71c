import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_ADMIN } from '../support/app/test-app.js';
import { committedDocument, goodBody, type Operation, operationsOf } from './bad-input-operations.js';
import { startWorld, type World } from './bad-input-world.js';

/** What a good call cannot get in this world, and why. Everything else answers 2xx. */
const OTHERWISE: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  'POST /api/auth/refresh': [401, 'the refresh token of the document is an example'],
  'POST /api/runs/{id}/cancel': [409, 'the run has ended'],
  'POST /api/outgoing/{id}/retry': [409, 'the change has been discarded'],
  'POST /api/jobs/{id}/retry': [404, 'no job has failed'],
  'POST /api/jobs/board-session': [404, 'jobs are kept in PostgreSQL'],
};

/** What takes from others what they need comes last: the session, and the record. */
const LAST = ['POST /api/auth/change-password', 'POST /api/auth/logout'];

/** In the good bodies, and in no answer. */
const PASSWORDS = [TEST_ADMIN.password, 'seven slow green boats'];

describe('the good calls, from which the bad ones are made', () => {
  let world: World;
  let token: string;

  beforeAll(async () => {
    world = await startWorld();
    token = await world.tokenOf(world.people.admin);
  });

  afterAll(async () => {
    await world.close();
  });

  const operations = operationsOf(committedDocument()).sort((a, b) => rankOf(a) - rankOf(b));

  it.each(operations)('are taken: $name', async (operation) => {
    const query = operation.path === '/api/sync/incremental' ? `?since=${world.since}` : waitQuery(operation);
    const body = operation.body === null ? undefined : JSON.stringify(goodBody(operation));
    const answer = await world.caller.send({
      method: operation.method,
      target: `${world.target(operation)}${query}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    expect(PASSWORDS.filter((password) => answer.text.includes(password))).toEqual([]);
    const [status] = OTHERWISE[operation.name] ?? [];

    expect([
      operation.name,
      status ?? (answer.status < 300 ? answer.status : 'a success'),
      answer.text.slice(0, 300),
    ]).toEqual([operation.name, answer.status, answer.text.slice(0, 300)]);
  });

  it('J3 leave nothing of what they carried in the log', () => {
    const log = world.app.log.lines.join('');
    const sent = operations.flatMap((operation) => textsOf(goodBody(operation)));

    expect(sent.length).toBeGreaterThan(20);
    expect([...sent, ...PASSWORDS, token].filter((text) => log.includes(text))).toEqual([]);
  });
});

/** What somebody typed, as opposed to words that mean something to the program. */
function textsOf(body: Readonly<Record<string, unknown>>): string[] {
  return Object.values(body).filter(
    (value): value is string => typeof value === 'string' && /[ @+]|[^\u0000-\u007f]/.test(value),
  );
}

function rankOf({ name, method }: Operation): number {
  const last = LAST.indexOf(name);
  return last >= 0 ? 10 + last : method === 'DELETE' ? 5 : method === 'GET' ? 1 : 2;
}

/** One run at a time: the next may start when it has ended. */
function waitQuery({ parameters }: Operation): string {
  return parameters.some(({ name }) => name === 'wait') ? '?wait=true' : '';
}
