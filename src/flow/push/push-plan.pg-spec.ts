import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FlowContext } from '../../../test/support/flow/flow-context.js';
import { textArray } from '../../database/text-array.js';
import { LEDGER_SQL, REPLACE_SQL } from './push-ledger.js';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

describe('the plan of a push (DESIGN §10)', () => {
  const device = randomUUID();
  let flow: FlowContext;

  beforeAll(async () => {
    flow = await FlowContext.start();
    // Not analysed: what the planner knows of a table that grows is late.
    await flow.sql.query('ALTER TABLE push_ledger SET (autovacuum_enabled = false)');
    await flow.sql.query(
      `INSERT INTO push_ledger (device_id, entity, entity_id, sent)
       SELECT $1, 2, 'c' || g, '' FROM generate_series(1, 20000) AS g`,
      [device],
    );
  });

  afterAll(async () => {
    await flow.close();
  });

  it('looks the records of a push up in the ledger one by one, however much its device sent before', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `c${index}`);
    const [scan, ...others] = await ledgerScans(LEDGER_SQL, [device, ids.map(() => 2), textArray(ids)]);
    expect(others).toEqual([]);
    expect(scan?.['Index Cond']).toMatch(/entity_id = wanted\.id/);
  });

  it('replaces entries of the ledger where they lie, however much its device sent before', async () => {
    const { rows: places } = await flow.sql.query<{ place: string }>(
      'SELECT ctid::text AS place FROM push_ledger LIMIT 1000',
    );
    const [scan, ...others] = await ledgerScans(REPLACE_SQL, [
      device,
      textArray(places.map(({ place }) => place)),
      textArray(places.map(() => '{}')),
    ]);
    expect(others).toEqual([]);
    expect(scan?.['Node Type']).toBe('Tid Scan');
  });

  async function ledgerScans(sql: string, parameters: readonly unknown[]): Promise<PlanNode[]> {
    const { rows } = await flow.sql.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
      `EXPLAIN (FORMAT JSON) ${sql}`,
      [...parameters],
    );
    return rows[0]!['QUERY PLAN']
      .flatMap(({ Plan }) => nodesOf(Plan))
      .filter((node) => node['Relation Name'] === 'push_ledger' && node['Node Type'] !== 'ModifyTable');
  }
});

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
