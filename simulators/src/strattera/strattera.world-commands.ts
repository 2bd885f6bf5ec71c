import { ControlError } from '../core/vendor.js';
import type { WorldAdvance } from './strattera.advance.js';
import type { OrderPatch, ProductPatch } from './strattera.patches.js';
import { STRATTERA_STATUSES } from './strattera.payloads.js';
import type { StratteraStatus } from './strattera.payloads.js';
import type { StratteraWorld } from './strattera.world.js';

const ORDER_FIELDS = [
  'status',
  'created_at',
  'shipped_at',
  'paid_at',
  'total_amount',
  'delivery_cost',
  'bonus',
  'bank_card',
  'user',
  'order_items',
];
const PRODUCT_FIELDS = [
  'name',
  'description',
  'price',
  'stock_quantity',
  'created_at',
  'updated_at',
  'deleted_at',
  'ancestry',
  'weight',
  'dosage_form',
  'package_quantity',
  'main_ingredient',
  'brand',
  'old_price',
];

type Command = Readonly<Record<string, unknown>>;
type Run = (world: StratteraWorld, command: Command, advance: WorldAdvance) => unknown;

const COMMANDS: Readonly<Record<string, Run>> = {
  advance: (_world, { steps = 1 }, advance) => advance.advance(steps as number),
  getOrder: (world, command) => world.getOrder(idOf(command)),
  patchOrder: (world, command) => world.patchOrder(idOf(command), orderPatchOf(command)),
  moveOrder: (world, command) => world.moveOrder(idOf(command), statusOf(command)),
  saveOrder: (world, command) => world.saveOrder(idOf(command)),
  insertOrder: (world, command) => world.insertOrder(orderPatchOf(command)),
  removeOrder: (world, command) => {
    world.removeOrder(idOf(command));
    return { ok: true };
  },
  getProduct: (world, command) => world.getProduct(idOf(command)),
  patchProduct: (world, command) => world.patchProduct(idOf(command), productPatchOf(command)),
  insertProduct: (world, command) => world.insertProduct(productPatchOf(command)),
  softDeleteProduct: (world, command) => world.softDeleteProduct(idOf(command)),
  removeProduct: (world, command) => {
    world.removeProduct(idOf(command));
    return { ok: true };
  },
};

/**
 * One command of `POST /_sim/world`: `{"do": "patchOrder", "id": 1073, "patch": {"status": "refunded"}}`. The names are
 * those of StratteraWorld. Throws a ControlError for anything it does not know.
 */
export function runWorldCommand(world: StratteraWorld, advance: WorldAdvance, command: Command): unknown {
  const name = command.do;
  const run = typeof name === 'string' && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (run === undefined) {
    throw new ControlError(`do must be one of ${Object.keys(COMMANDS).join(', ')}.`);
  }
  return run(world, command, advance);
}

function idOf({ id }: Command): number {
  if (!Number.isInteger(id)) {
    throw new ControlError('id must be a whole number.');
  }
  return id as number;
}

function statusOf({ status }: Command): StratteraStatus {
  if (!STRATTERA_STATUSES.includes(status as StratteraStatus)) {
    throw new ControlError(`status must be one of ${STRATTERA_STATUSES.join(', ')}.`);
  }
  return status as StratteraStatus;
}

function orderPatchOf(command: Command): OrderPatch {
  return patchOf(command, ORDER_FIELDS);
}

function productPatchOf(command: Command): ProductPatch {
  return patchOf(command, PRODUCT_FIELDS);
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
