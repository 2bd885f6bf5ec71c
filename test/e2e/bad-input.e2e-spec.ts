import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, BadCall } from './bad-input-call.js';
import { faultsOfAnyAnswer, faultsOfRefusal } from './bad-input-answer.js';
import { type BadBody, unreadableBodies, wrongBodies } from './bad-input-bodies.js';
import { isRight, isTolerated } from './bad-input-exceptions.js';
import { fingerprint } from './bad-input-fingerprint.js';
import {
  committedDocument,
  goodBody,
  type OpenApiDocument,
  type Operation,
  operationsOf,
} from './bad-input-operations.js';
import { badTargets } from './bad-input-paths.js';
import { badQueries } from './bad-input-queries.js';
import { CANARIES } from './bad-input-values.js';
import { startWorld, type World } from './bad-input-world.js';

const OPERATIONS = operationsOf(committedDocument()).filter(({ path }) => !path.startsWith('/health/'));
const PUSH = 'POST /api/sync/outgoing';

describe('bad input: every operation of the document, called wrongly by an admin', () => {
  let world: World;
  let token: string;
  let before: Record<string, string>;
  let logLineCount: number;

  beforeAll(async () => {
    world = await startWorld();
    token = await world.tokenOf(world.people.admin);
    before = await fingerprint(world.sql);
    logLineCount = world.app.log.lines.length;
  });

  afterAll(async () => {
    await world.close();
  });

  /** Nothing stored, no prototype touched, nothing that the log calls a bug. */
  afterEach(async () => {
    expect(await fingerprint(world.sql)).toEqual(before);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    const fresh = world.app.log.lines.slice(logLineCount);
    logLineCount = world.app.log.lines.length;
    expect(fresh.filter((line) => /"level":(?:50|60|"error"|"fatal")/.test(line))).toEqual([]);
  });

  const headersOf = (operation: Operation): Record<string, string> =>
    operation.isPublic ? {} : { authorization: `Bearer ${token}` };

  const callOf = (operation: Operation, part: Partial<BadCall> & { readonly fault: string }): BadCall => {
    const body = operation.body === null ? undefined : JSON.stringify(goodBody(operation));
    return {
      method: operation.method,
      target: world.target(operation),
      ...(body !== undefined && { body }),
      ...part,
      headers: {
        ...headersOf(operation),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...part.headers,
      },
    };
  };

  const expectRefused = async (operation: Operation, calls: readonly BadCall[]): Promise<void> => {
    const answers = await world.caller.sendAll(calls.filter(({ fault }) => !isRight(operation.name, fault)));
    expect(answers.flatMap(([call, answer]) => complaints(operation, call, answer))).toEqual([]);
  };

  it('has the operations that the running application documents', async () => {
    const running = (await (await world.app.fetch('/api/docs-json')).json()) as OpenApiDocument;
    const names = operationsOf(running).map(({ name }) => name);

    expect(operationsOf(committedDocument()).map(({ name }) => name)).toEqual(names);
  });

  const withPath = OPERATIONS.filter(({ parameters }) => parameters.some((one) => one.in === 'path'));

  it.each(withPath)('H1 H12 H16 H17 refuses odd ids in the path of $name', async (operation) => {
    const targets = badTargets(operation, world.target);

    await expectRefused(
      operation,
      targets.map((target) => callOf(operation, target)),
    );
  });

  const reading = OPERATIONS.filter(
    ({ method, parameters }) => method === 'GET' || parameters.some((one) => one.in === 'query'),
  );

  it.each(reading)('H3 H4 H10 H12 refuses odd query strings of $name', async (operation) => {
    const joint = operation.path === '/api/sync/incremental' ? `&since=${world.since}` : '';
    const calls = badQueries(operation).map(({ fault, query }) => {
      const isSince = /^(?:since|lastPulledAt)=/.test(query);
      return callOf(operation, {
        fault,
        target: `${world.target(operation)}?${query}${isSince ? '' : joint}`,
      });
    });

    await expectRefused(operation, calls);
  });

  const writing = OPERATIONS.filter(({ method }) => method !== 'GET');

  it.each(writing)('H5–H9 H18 refuses bodies of $name that are not JSON', async (operation) => {
    const bodies = unreadableBodies();

    await expectRefused(
      operation,
      bodies.map((body) => callOf(operation, inCall(body))),
    );
  });

  const withBody = OPERATIONS.flatMap((operation) =>
    operation.body === null || operation.name === PUSH ? [] : [{ ...operation, body: operation.body }],
  );

  it.each(withBody)('H1–H4 H10 H11 H18 refuses wrong fields in the body of $name', async (operation) => {
    const bodies = wrongBodies(operation);

    await expectRefused(
      operation,
      bodies.map((body) => callOf(operation, inCall(body))),
    );
  });

  it('J3 H15 has logged one JSON line for each event, and nothing that was sent', () => {
    const log = world.app.log.lines.join('');

    expect(world.app.log.lines.filter((line) => !isOneJsonLine(line))).toEqual([]);
    expect([...Object.values(CANARIES), token].filter((secret) => log.includes(secret))).toEqual([]);
    expect(world.caller.callCount).toBeGreaterThan(5_000);
  });
});

function inCall({ contentType, headers, ...rest }: BadBody): Partial<BadCall> & { readonly fault: string } {
  return { ...rest, headers: { ...headers, 'content-type': contentType } };
}

function complaints(operation: Operation, call: BadCall, answer: Answer | string): string[] {
  if (typeof answer === 'string') {
    return [`${operation.name} — ${call.fault}: ${answer}`];
  }
  const isGood = answer.status >= 200 && answer.status < 300 && isTolerated(operation.name, call.fault);
  const faults = isGood ? faultsOfAnyAnswer(call, answer) : faultsOfRefusal(call, answer);
  if (OTHER_REASON.test(answer.text)) {
    faults.push(`refused, and not for what is wrong: ${answer.text.slice(0, 200)}`);
  }
  return faults.map((fault) => `${operation.name} — ${call.fault}: ${fault}`);
}

/** In this world every source is set up, and none is being read. */
const OTHER_REASON = /"code":"(?:SOURCE_NOT_CONFIGURED|RUN_IN_PROGRESS)"/;

function isOneJsonLine(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object' && line.indexOf('\n') === line.length - 1;
  } catch {
    return false;
  }
}
