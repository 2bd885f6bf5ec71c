import type { Contract } from '../protocol.js';
import { contractTables } from './local-schema.js';

/** WatermelonDB's `Model`, or a class of the app's own that extends it. */
export type ModelClass = abstract new (...values: never[]) => object;

/**
 * Accessors under these names would make WatermelonDB stamp `created_at`/`updated_at` columns, which we
 * do not have: the server stamps. They are read as `serverCreatedAt` and `serverUpdatedAt`.
 */
const RENAMED: Readonly<Record<string, string>> = {
  createdAt: 'serverCreatedAt',
  updatedAt: 'serverUpdatedAt',
};

interface RawAccess {
  _getRaw(column: string): unknown;
  _setRaw(column: string, value: unknown): void;
}

/**
 * One model class per table, without decorators: every column is a property that reads and writes the
 * record's raw value (instants are epoch milliseconds, money is text). A column whose name the base
 * class already uses gets no property; read it with `_getRaw`.
 */
export function buildModelClasses<Base extends ModelClass>(
  contract: Contract,
  base: Base,
  tables?: readonly string[],
): Base[] {
  return contractTables(contract, tables).map((table) => {
    const model = modelClass(base, table.name);
    for (const column of table.columns) {
      defineColumn(model, column.name);
    }
    return model;
  });
}

function modelClass<Base extends ModelClass>(base: Base, table: string): Base {
  const concrete = base as unknown as new (...values: never[]) => object;
  class SyncedModel extends concrete {}
  Object.defineProperty(SyncedModel, 'table', { value: table });
  Object.defineProperty(SyncedModel, 'name', { value: table });
  return SyncedModel as unknown as Base;
}

function defineColumn(model: ModelClass, column: string): void {
  const prototype: object = model.prototype as object;
  const property = RENAMED[column] ?? column;
  if (property in prototype) {
    return;
  }
  Object.defineProperty(prototype, property, {
    enumerable: true,
    get(this: RawAccess) {
      return this._getRaw(column);
    },
    set(this: RawAccess, value: unknown) {
      this._setRaw(column, value);
    },
  });
}
