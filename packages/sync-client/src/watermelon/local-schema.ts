import type { Contract, ContractColumn, ContractTable } from '../protocol.js';

/** WatermelonDB's `tableSchema` and `appSchema`, handed in: this package bundles no store. */
export interface SchemaFunctions<TableSchema, AppSchema> {
  readonly tableSchema: (spec: { name: string; columns: LocalColumn[] }) => TableSchema;
  readonly appSchema: (spec: { version: number; tables: TableSchema[] }) => AppSchema;
}

export interface LocalColumn {
  name: string;
  type: 'string' | 'number' | 'boolean';
  isOptional: boolean;
  isIndexed: boolean;
}

export interface LocalSchemaOptions {
  /** Default: every table of the contract. */
  readonly tables?: readonly string[];
  /** Of the local store; default the contract's. Raise it, with migrations, when columns are added. */
  readonly version?: number;
}

/** The local store's schema from `/api/sync/schema`: the same tables and columns, and WatermelonDB's own `id`. */
export function buildAppSchema<TableSchema, AppSchema>(
  contract: Contract,
  { appSchema, tableSchema }: SchemaFunctions<TableSchema, AppSchema>,
  options: LocalSchemaOptions = {},
): AppSchema {
  return appSchema({
    version: options.version ?? contract.version,
    tables: contractTables(contract, options.tables).map((table) =>
      tableSchema({ name: table.name, columns: localColumns(table) }),
    ),
  });
}

/** The tables of a contract that an app keeps, in the contract's order. */
export function contractTables(contract: Contract, names: readonly string[] | undefined): ContractTable[] {
  return contract.tables.filter((table) => names === undefined || names.includes(table.name));
}

function localColumns(table: ContractTable): LocalColumn[] {
  return table.columns.filter((column) => column.name !== 'id').map(toLocalColumn);
}

function toLocalColumn({ name, type, isOptional, isIndexed }: ContractColumn): LocalColumn {
  return { name, type, isOptional, isIndexed };
}
