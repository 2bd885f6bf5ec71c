import { ControlError } from '../core/vendor.js';
import type { WorldAdvance } from './exness.advance.js';
import type { ExnessAuthentication } from './exness.authentication.js';
import type { ExnessWorld } from './exness.world.js';

type Command = Readonly<Record<string, unknown>>;

/** What the commands change. */
export interface CommandedVendor {
  readonly world: ExnessWorld;
  readonly advance: WorldAdvance;
  readonly authentication: ExnessAuthentication;
}

type Run = (vendor: CommandedVendor, command: Command) => unknown;

const COMMANDS: Readonly<Record<string, Run>> = {
  advance: ({ advance }, { steps = 1 }) => advance.advance(steps as number),
  expireTokens: ({ authentication }) => {
    authentication.expireAll();
    return { ok: true };
  },
  getClient: ({ world }, command) => world.getClient(textOf(command, 'uuid')),
  getAccount: ({ world }, command) => world.getAccount(textOf(command, 'account')),
  patchClient: ({ world }, command) => world.patchClient(textOf(command, 'uuid'), patchOf(command)),
  patchAccount: ({ world }, command) => world.patchAccount(textOf(command, 'account'), patchOf(command)),
  insertClient: ({ world }, command) =>
    world.insertClient({ accounts: countOf(command), patch: patchOf(command) }),
  insertTwin: ({ world }, command) =>
    world.insertTwin(textOf(command, 'uuid'), { accounts: countOf(command) }),
  insertAccount: ({ world }, command) => world.insertAccount(textOf(command, 'uuid')),
  moveAccount: ({ world }, command) => world.moveAccount(textOf(command, 'account'), textOf(command, 'uuid')),
  removeAccount: ({ world }, command) => {
    world.removeAccount(textOf(command, 'account'));
    return { ok: true };
  },
  removeClient: ({ world }, command) => {
    world.removeClient(textOf(command, 'uuid'));
    return { ok: true };
  },
  removeAllClients: ({ world }) => {
    world.removeAllClients();
    return { ok: true };
  },
};

/**
 * One command of `POST /_sim/world`: `{"do": "patchClient", "uuid": "0a1b2c3d-…", "patch": {"client_status": "LEFT"}}`. The
 * names are those of ExnessWorld. Throws a ControlError for anything it does not know.
 */
export function runWorldCommand(vendor: CommandedVendor, command: Command): unknown {
  const name = command.do;
  const run = typeof name === 'string' && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (run === undefined) {
    throw new ControlError(`do must be one of ${Object.keys(COMMANDS).join(', ')}.`);
  }
  return run(vendor, command);
}

function textOf(command: Command, field: 'uuid' | 'account'): string {
  const text = command[field];
  if (typeof text !== 'string') {
    throw new ControlError(`${field} must be a string.`);
  }
  return text;
}

function countOf({ accounts = 1 }: Command): number {
  if (!Number.isInteger(accounts) || (accounts as number) < 0 || (accounts as number) > 100) {
    throw new ControlError('accounts must be a whole number up to 100.');
  }
  return accounts as number;
}

function patchOf({ patch = {} }: Command): object {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new ControlError('patch must be an object.');
  }
  return patch;
}
