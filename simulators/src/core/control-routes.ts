import type { ServerResponse } from 'node:http';
import { parseJson } from './request-body.js';
import { ControlError } from './vendor.js';
import type { KnobValue, SimulatedVendor } from './vendor.js';
import type { VirtualClock } from './virtual-clock.js';

/** The running simulator as its control routes need it. */
export interface ControlledSimulator {
  readonly vendor: SimulatedVendor;
  readonly clock: VirtualClock;
  readonly baseUrl: string;
  readonly journal: unknown;
  readonly faults: {
    list(): unknown;
    /** Checks its input, whatever it is. */
    add(scripts: never): string[];
    clear(): void;
  };
  clearJournal(): void;
  reset(): void;
}

export interface ControlRequest {
  readonly method: string;
  /** Below `/_sim`. */
  readonly route: string;
  readonly body: Buffer;
}

type ControlAction = (server: ControlledSimulator, input: unknown) => unknown;

/** What may be asked under `/_sim`; the programmatic API does the same. */
const CONTROL_ACTIONS: Readonly<Record<string, ControlAction>> = {
  'GET ': (server) => ({
    vendor: server.vendor.name,
    baseUrl: server.baseUrl,
    now: server.clock.nowIso(),
    routes: Object.keys(CONTROL_ACTIONS).map((action) => action.replace(' ', ' /_sim')),
  }),
  'GET /faults': (server) => server.faults.list(),
  'POST /faults': (server, input) => ({ ids: server.faults.add(input as never) }),
  'DELETE /faults': (server) => {
    server.faults.clear();
    return { ok: true };
  },
  'GET /requests': (server) => server.journal,
  'DELETE /requests': (server) => {
    server.clearJournal();
    return { ok: true };
  },
  'GET /clock': (server) => ({ now: server.clock.nowIso() }),
  'POST /clock': (server, input) => {
    const advanceMs = asObject(input).advanceMs;
    if (typeof advanceMs !== 'number') {
      throw new ControlError('advanceMs must be a number of milliseconds.');
    }
    server.clock.advance(advanceMs);
    return { now: server.clock.nowIso() };
  },
  'GET /knobs': (server) => server.vendor.knobs,
  'POST /knobs': (server, input) => {
    turnKnobs(server.vendor.knobs as Record<string, KnobValue>, asObject(input));
    return server.vendor.knobs;
  },
  'GET /world': (server) => server.vendor.describeWorld(),
  'POST /world': (server, input) => server.vendor.changeWorld(asObject(input)),
  'POST /reset': (server) => {
    server.reset();
    return { ok: true };
  },
};

/** Answers one request to `/_sim`: 200, 400 with the reason, or 404. Never recorded, never hit by a fault. */
export function answerControlRequest(
  server: ControlledSimulator,
  request: ControlRequest,
  response: ServerResponse,
): void {
  const name = `${request.method} ${request.route.replace(/\/$/u, '')}`;
  const action = Object.hasOwn(CONTROL_ACTIONS, name) ? CONTROL_ACTIONS[name] : undefined;
  if (action === undefined) {
    sendJson(response, 404, { error: `There is no ${request.method} /_sim${request.route}.` });
    return;
  }
  try {
    sendJson(response, 200, action(server, parseJson(request.body)) ?? null);
  } catch (error) {
    if (!(error instanceof ControlError) && !(error instanceof RangeError)) {
      throw error;
    }
    sendJson(response, 400, { error: error.message });
  }
}

function turnKnobs(knobs: Record<string, KnobValue>, wanted: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (!Object.hasOwn(knobs, name) || typeof knobs[name] !== typeof value) {
      throw new ControlError(`${name} is not a knob, or not of that type.`);
    }
  }
  Object.assign(knobs, wanted);
}

function asObject(input: unknown): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ControlError('The body must be a JSON object.');
  }
  return input as Readonly<Record<string, unknown>>;
}

function sendJson(response: ServerResponse, status: number, json: unknown): void {
  const body = Buffer.from(JSON.stringify(json), 'utf8');
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(body.length),
    })
    .end(body);
}
