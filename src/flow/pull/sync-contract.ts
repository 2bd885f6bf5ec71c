import { columnOf, isClientWritable, type SyncedEntity } from '../synced-entity/synced-entity.public.js';
import { wireTypeOf } from './wire-row.js';

/**
 * Raised whenever a table or column is added to or leaves the wire; a test hashes the contract and
 * fails until it is. Clients keep it as their local schema's version.
 */
export const SYNC_CONTRACT_VERSION = 1;

export interface ContractColumn {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly isOptional: boolean;
  readonly isIndexed: boolean;
  readonly writable: boolean;
}

export interface ContractTable {
  readonly name: string;
  readonly writable: boolean;
  readonly columns: readonly ContractColumn[];
}

/** The tables as data, from which a client builds its local schema (SYNC-PROTOCOL §2). */
export function contractTable(entity: SyncedEntity): ContractTable {
  const columns = Object.entries(entity.fields).map(([name, field]) => ({
    name,
    type: wireTypeOf(field),
    isOptional: field.isOptional,
    isIndexed: field.isIndexed ?? false,
    writable: isClientWritable(entity, field),
  }));
  const { create, update } = entity.clientsMay;
  return {
    name: entity.table,
    writable: create || (update && columns.some((column) => column.writable)),
    columns,
  };
}

/** The columns of a table that the change log watches, by wire name: for the test that compares them. */
export function trackedColumns(entity: SyncedEntity): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entity.fields).map(([name, field]) => [name, columnOf(name, field)]),
  );
}
