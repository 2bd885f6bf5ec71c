import { ControlError } from '../core/vendor.js';
import type { AltegioSessions } from './altegio.sessions.js';
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

/** What a command may change. */
export interface CommandTargets {
  readonly world: AltegioWorld;
  readonly sessions: AltegioSessions;
}

type Run = (targets: CommandTargets, command: Command) => unknown;

const COMMANDS: Readonly<Record<string, Run>> = {
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
  expireUserToken: ({ sessions }) => {
    sessions.expire();
    return { ok: true };
  },
};

/**
 * One command of `POST /_sim/world`: `{"do": "patchRecord", "id": 589000001, "patch": {"attendance": -1}}`. The names
 * are those of AltegioWorld and AltegioSimulator. Throws a ControlError for anything it does not know.
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
