import { ControlError } from '../core/vendor.js';
import type { AltegioAdvance } from './altegio.advance.js';
import { isLoopbackUrl } from './altegio.hook-settings.js';
import type { AltegioHookSettings } from './altegio.hook-settings.js';
import type { AltegioRecord, AltegioWebhookStatus } from './altegio.payloads.js';
import type { AltegioSessions } from './altegio.sessions.js';
import type { AltegioWebhooks, WebhookEvent, WebhookWishes } from './altegio.webhooks.js';
import type { AltegioWorld } from './altegio.world.js';

const RECORD_FIELDS = [
  'date',
  'datetime',
  'wrong_offset',
  'seance_length',
  'attendance',
  'comment',
  'deleted',
  'staff_id',
  'service_ids',
  'client_id',
  'activity_id',
  'confirmed',
  'create_date',
  'last_change_date',
];
const CLIENT_FIELDS = ['name', 'phone', 'email', 'comment'];

type Command = Readonly<Record<string, unknown>>;

/** What commands act upon: the parts of one vendor. */
export interface CommandTargets {
  readonly world: AltegioWorld;
  readonly advance: AltegioAdvance;
  readonly sessions: AltegioSessions;
  readonly hooks: AltegioHookSettings;
  readonly webhooks: AltegioWebhooks;
  makeEvent(status: AltegioWebhookStatus, record: AltegioRecord): WebhookEvent;
}

type Run = (targets: CommandTargets, command: Command) => unknown;

const WEBHOOK_STATUSES = ['create', 'update', 'delete'];

const COMMANDS: Readonly<Record<string, Run>> = {
  advance: ({ advance }, { steps = 1 }) => advance.advance(steps as number),
  getRecord: ({ world }, command) => world.getRecord(idOf(command)),
  patchRecord: ({ world }, command) => world.patchRecord(idOf(command), patchOf(command, RECORD_FIELDS)),
  insertRecord: ({ world }, command) => world.insertRecord(patchOf(command, RECORD_FIELDS)),
  deleteRecord: ({ world }, command) => world.deleteRecord(idOf(command)),
  restoreRecord: ({ world }, command) => world.restoreRecord(idOf(command)),
  removeRecord: ({ world }, command) => {
    world.removeRecord(idOf(command));
    return { ok: true };
  },
  insertClient: ({ world }, command) => ({ id: world.insertClient(patchOf(command, CLIENT_FIELDS)) }),
  patchClient: ({ world }, command) => {
    world.patchClient(idOf(command), patchOf(command, CLIENT_FIELDS));
    return { ok: true };
  },
  setWebhookUrls: ({ hooks }, { urls }) => {
    if (hooks.replace({ urls, active: 1, record: 1 }).status !== 201) {
      throw new ControlError('urls must be at most 10 different addresses on loopback.');
    }
    return { ok: true };
  },
  deliverWebhooks: ({ webhooks }, { copies, order }) => {
    const pendingCount = webhooks.pending.length;
    void webhooks.deliver(wishesOf(copies, order));
    return { pendingCount };
  },
  dropWebhooks: ({ webhooks }) => ({ droppedCount: webhooks.drop() }),
  listWebhooks: ({ webhooks }) => webhooks.deliveries,
  sendWebhook: (targets, { status, data, url, copies, ...command }) => {
    if (!WEBHOOK_STATUSES.includes(status as string)) {
      throw new ControlError(`status must be one of ${WEBHOOK_STATUSES.join(', ')}.`);
    }
    if (url !== undefined && !isLoopbackUrl(url)) {
      throw new ControlError('url must be an address on loopback.');
    }
    const record = (data ?? targets.world.getRecord(idOf(command))) as AltegioRecord;
    const event = targets.makeEvent(status as AltegioWebhookStatus, record);
    void targets.webhooks.send(event, wishesOf(copies, undefined), url);
    return { ok: true };
  },
  expireUserToken: ({ sessions }) => {
    sessions.expire();
    return { ok: true };
  },
};

/**
 * One command of `POST /_sim/world`: `{"do": "patchRecord", "id": 589000001, "patch": {"attendance": -1}}`. The names
 * are those of AltegioWorld and AltegioSimulator. Webhooks are posted after the answer. Throws a ControlError for anything it does not know.
 */
export function runWorldCommand(targets: CommandTargets, command: Command): unknown {
  const name = command.do;
  const run = typeof name === 'string' && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (run === undefined) {
    throw new ControlError(`do must be one of ${Object.keys(COMMANDS).join(', ')}.`);
  }
  return run(targets, command);
}

function idOf({ id }: Command): number {
  if (!Number.isInteger(id)) {
    throw new ControlError('id must be a whole number.');
  }
  return id as number;
}

function patchOf({ patch = {} }: Command, fields: readonly string[]): object {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new ControlError('patch must be an object.');
  }
  const unknown = Object.keys(patch).find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    throw new ControlError(`patch.${unknown} is not a field that can be changed.`);
  }
  return patch;
}

function wishesOf(copies: unknown, order: unknown): WebhookWishes {
  return {
    ...(copies === undefined ? {} : { copies }),
    ...(order === undefined ? {} : { order }),
  } as WebhookWishes;
}
