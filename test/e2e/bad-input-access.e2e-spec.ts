import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '../../src/kernel/principal.js';
import { SessionStates } from '../../src/modules/auth/sessions/session-states.js';
import { faultsOfRefusal, type ProblemBody } from './bad-input-answer.js';
import type { Answer, BadCall } from './bad-input-call.js';
import { fingerprint } from './bad-input-fingerprint.js';
import { committedDocument, goodBody, type Operation, operationsOf } from './bad-input-operations.js';
import { rolesOf } from './bad-input-roles.js';
import { badTokens } from './bad-input-tokens.js';
import { startWorld, type World } from './bad-input-world.js';

const ALL = operationsOf(committedDocument());
const CLOSED = ALL.filter(({ isPublic }) => !isPublic);
const DURING_PASSWORD_CHANGE = [
  'POST /api/auth/change-password',
  'POST /api/auth/logout',
  'GET /api/auth/me',
];

/** A path of its own for GET, and the id of a record for other methods: their empty body is what is wrong. */
const ALSO_AN_ID = /^\/api\/(?:orders|clients|appointments|quarantine)\/[a-z-]+$/;

/** What may be sent instead of a token, and the code that answers it. */
type State = readonly [fault: string, authorization: string | undefined, code: string];

describe('access: every closed operation of the document, called by whom it is closed to', () => {
  let world: World;
  let states: readonly State[];
  let roleTokens: Readonly<Record<Role, string>>;
  let before: Record<string, string>;

  beforeAll(async () => {
    world = await startWorld();
    const { people, tokenOf } = world;
    roleTokens = {
      admin: await tokenOf(people.admin),
      agent: await loweredToken(world),
      subscriber: await tokenOf(people.subscriber),
    };
    states = await tokenStates(world, roleTokens.admin);
    before = await fingerprint(world.sql);
  });

  afterAll(async () => {
    await world.close();
  });

  afterEach(async () => {
    expect(await fingerprint(world.sql)).toEqual(before);
  });

  const callOf = (operation: Operation, authorization: string | undefined, fault: string): BadCall => {
    const body = operation.body === null ? undefined : JSON.stringify(goodBody(operation));
    return {
      fault,
      method: operation.method,
      target: `${world.target(operation)}${operation.path === '/api/sync/incremental' ? `?since=${world.since}` : ''}`,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    };
  };

  it.each(CLOSED)('I1 I2 X4 refuses every bad token at $name', async (operation) => {
    const due = states.filter(
      ([, , code]) => code !== 'PASSWORD_CHANGE_REQUIRED' || !DURING_PASSWORD_CHANGE.includes(operation.name),
    );
    const codes = new Map(due.map(([fault, , code]) => [fault, code]));
    const answers = await world.caller.sendAll(
      due.map(([fault, authorization]) => callOf(operation, authorization, fault)),
    );

    expect(answers.flatMap(([call, answer]) => complaints(call, answer, codes.get(call.fault)))).toEqual([]);
  });

  it.each(CLOSED)('I6 lets only its roles call $name', async (operation) => {
    const others = (['admin', 'agent', 'subscriber'] as const).filter(
      (role) => !rolesOf(operation.name).includes(role),
    );
    const answers = await world.caller.sendAll(
      others.map((role) => callOf(operation, `Bearer ${roleTokens[role]}`, role)),
    );

    expect(answers.flatMap(([call, answer]) => complaints(call, answer, 'FORBIDDEN'))).toEqual([]);
  });

  it.each([...new Set(ALL.map(({ path }) => path))])(
    'I6 H16 opens no back door at %s: other methods, spellings, overrides',
    async (path) => {
      const known = new Set(ALL.filter((one) => one.path === path).map(({ method }) => method));
      const [operation] = ALL.filter((one) => one.path === path);
      const target = world.target(operation ?? ALL[0] ?? never());
      const headers = { authorization: `Bearer ${roleTokens.admin}` };
      const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
      const calls: (BadCall & { readonly codes: readonly string[] })[] = [
        ...methods
          .filter((method) => !known.has(method))
          .map((method) => ({
            fault: `${method} ${path}`,
            method,
            target,
            headers,
            codes: ['METHOD_NOT_ALLOWED', 'NOT_FOUND', ...(ALSO_AN_ID.test(path) ? ['VALIDATION'] : [])],
          })),
        ...[`${target}/`, target.replace('/api/', '/API/'), `/${target}`, `${target}/..`, `${target};x=1`]
          .filter((odd) => odd !== target)
          .flatMap((odd) =>
            [...known].map((method) => ({
              fault: `${method} ${odd}`,
              method,
              target: odd,
              headers,
              codes: ['NOT_FOUND', 'VALIDATION', 'METHOD_NOT_ALLOWED'],
            })),
          ),
      ];
      const answers = await world.caller.sendAll(calls);

      expect(
        answers.flatMap(([call, answer]) => {
          const found = complaints(call, answer, undefined);
          const code = typeof answer === 'string' ? '' : codeOf(answer);
          return call.codes.includes(code) ? found : [...found, `${call.fault}: code ${code}`];
        }),
      ).toEqual([]);
    },
  );

  it.each(CLOSED.filter(({ method }) => method === 'GET'))(
    'I6 HEAD and method overrides of $name do what GET does, for whom GET does it',
    async (operation) => {
      const odd = {
        'x-http-method-override': 'DELETE',
        'x-http-method': 'DELETE',
        'x-method-override': 'PUT',
      };
      const head = await world.caller.send({ ...callOf(operation, undefined, 'HEAD'), method: 'HEAD' });
      const call = callOf(operation, `Bearer ${roleTokens.admin}`, 'override');
      const overridden = await world.caller.send({ ...call, headers: { ...call.headers, ...odd } });

      const plain = await world.caller.send(call);

      expect([head.status, head.text, overridden.status, plain.status]).toEqual([401, '', 200, 200]);
    },
  );

  it('J3 has no token in its log', () => {
    const log = world.app.log.lines.join('');
    const tokens = states.flatMap(([, authorization]) => authorization?.split(' ').at(-1) ?? []);

    expect(tokens.filter((token) => token.length > 20 && log.includes(token))).toEqual([]);
    expect(Object.values(roleTokens).filter((token) => log.includes(token))).toEqual([]);
    expect(world.app.log.lines.length).toBeGreaterThan(1_000);
  });
});

/** Every state that a token can be in, and what each is answered. Ends sessions and accounts of its own. */
async function tokenStates(world: World, adminToken: string): Promise<State[]> {
  const { people, tokenOf, sql, app } = world;
  const secret = app.environment.JWT_SECRET ?? '';
  const login = await app.send('/api/auth/login', {
    login: 'admin@example.test',
    password: 'Copper-Kettle-42',
  });
  const session = (await login.json()) as { readonly accessToken: string; readonly refreshToken: string };
  await app.fetch('/api/auth/logout', {
    method: 'POST',
    headers: { authorization: `Bearer ${session.accessToken}` },
  });
  const disabled = await tokenOf(people.otherSubscriber);
  await sql.query('UPDATE users SET status = false WHERE id = $1', [people.otherSubscriber]);
  const deleted = await deletedToken(world);
  const mustChange = await tokenOf(people.otherAgent, 'password-change');
  app.app.get(SessionStates, { strict: false }).forgetAll();
  return [
    ['no token', undefined, 'UNAUTHENTICATED'],
    ['empty', '', 'UNAUTHENTICATED'],
    ['scheme alone', 'Bearer', 'UNAUTHENTICATED'],
    [
      'Basic',
      `Basic ${Buffer.from('admin@example.test:Copper-Kettle-42').toString('base64')}`,
      'UNAUTHENTICATED',
    ],
    ['token without scheme', adminToken, 'UNAUTHENTICATED'],
    ['two tokens', `Bearer ${adminToken}, Bearer ${adminToken}`, 'UNAUTHENTICATED'],
    ['refresh token', `Bearer ${session.refreshToken}`, 'UNAUTHENTICATED'],
    ['logged out', `Bearer ${session.accessToken}`, 'SESSION_REVOKED'],
    ['disabled account', `Bearer ${disabled}`, 'SESSION_REVOKED'],
    ['deleted account', `Bearer ${deleted}`, 'SESSION_REVOKED'],
    ['password must change', `Bearer ${mustChange}`, 'PASSWORD_CHANGE_REQUIRED'],
    ...badTokens(adminToken, secret, people.agent).map(([fault, token]): State => {
      const isOfNobody = fault === "somebody else's session" || fault === 'unknown session';
      return [fault, `Bearer ${token}`, isOfNobody ? 'SESSION_REVOKED' : 'UNAUTHENTICATED'];
    }),
  ];
}

/** The token of an agent who was an admin when it was issued (FAULTS I2). */
async function loweredToken({ sql, tokenOf, people }: World): Promise<string> {
  await sql.query('UPDATE users SET role = 2 WHERE id = $1', [people.agent]);
  const token = await tokenOf(people.agent);
  await sql.query('UPDATE users SET role = 1 WHERE id = $1', [people.agent]);
  return token;
}

/** The token of an account that is gone, and its session with it. */
async function deletedToken({ sql, tokenOf }: World): Promise<string> {
  const [row] = await sql.query<{ id: string }>(
    `INSERT INTO users (name, role) VALUES ('gone', 2) RETURNING id`,
  );
  const token = await tokenOf(row?.id ?? '');
  await sql.query('DELETE FROM users WHERE id = $1', [row?.id]);
  return token;
}

function complaints(call: BadCall, answer: Answer | string, code: string | undefined): string[] {
  if (typeof answer === 'string') {
    return [`${call.fault}: ${answer}`];
  }
  const faults = faultsOfRefusal(call, answer);
  const found = codeOf(answer);
  const wrong = code === undefined || code === found ? [] : [`${found} instead of ${code}`];
  return [...faults, ...wrong].map((fault) => `${call.fault}: ${fault}`);
}

function codeOf({ text }: Answer): string {
  try {
    return String((JSON.parse(text) as ProblemBody).code);
  } catch {
    return `no problem: ${text.slice(0, 80)}`;
  }
}

function never(): never {
  throw new Error('The document has no operation.');
}
