import { ControlError } from '../core/vendor.js';
import type { WorldAdvance } from './wispro.advance.js';
import type { WisproWorld } from './wispro.world.js';

type Command = Readonly<Record<string, unknown>>;
type Run = (world: WisproWorld, command: Command, advance: WorldAdvance) => unknown;

const COMMANDS: Readonly<Record<string, Run>> = {
  advance: (_world, { steps = 1 }, advance) => advance.advance(steps as number),
  getClient: (world, command) => world.getClient(idOf(command)),
  patchClient: (world, command) => world.patchClient(idOf(command), patchOf(command)),
  insertClient: (world, command) => world.insertClient(patchOf(command)),
  insertSecondId: (world, command) => world.insertSecondId(idOf(command), patchOf(command)),
  removeClient: (world, command) => {
    world.removeClient(idOf(command));
    return { ok: true };
  },
  removeAllClients: (world) => {
    world.removeAllClients();
    return { ok: true };
  },
};

/**
 * One command of `POST /_sim/world`: `{"do": "patchClient", "id": "00000000-…", "patch": {"zone_name": "Norte"}}`. The
 * names are those of WisproWorld. Throws a ControlError for anything it does not know.
 */
export function runWorldCommand(world: WisproWorld, advance: WorldAdvance, command: Command): unknown {
  const name = command.do;
  const run = typeof name === 'string' && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (run === undefined) {
    throw new ControlError(`do must be one of ${Object.keys(COMMANDS).join(', ')}.`);
  }
  return run(world, command, advance);
}

function idOf({ id }: Command): string {
  if (typeof id !== 'string') {
    throw new ControlError('id must be a string.');
  }
  return id;
}

function patchOf({ patch = {} }: Command): object {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new ControlError('patch must be an object.');
  }
  return patch;
}
