import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { windowValues } from '../../src/flow/change-log/change-log.public.js';
import { selfParameters, windowParameters, windowStatement } from '../../src/flow/pull/window-statement.js';
import { FlowContext } from '../support/flow/flow-context.js';
import { CONTACTS, DEALS, PRODUCTS, USERS } from '../support/flow/entities.js';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

describe('the plan of an incremental pull (DESIGN §10)', () => {
  let flow: FlowContext;

  beforeAll(async () => {
    flow = await FlowContext.start();
    await flow.sql.query(
      `INSERT INTO contacts (id, name) SELECT 'c' || g, 'C' FROM generate_series(1, 20000) AS g`,
    );
    await flow.sql.query(
      `INSERT INTO deals (id, title) SELECT 'd' || g, 'D' FROM generate_series(1, 20000) AS g`,
    );
    await flow.sql.query(
      `INSERT INTO products (id, name, price) SELECT 'p' || g, 'P', 1 FROM generate_series(1, 20000) AS g`,
    );
    await flow.sql.query(
      `INSERT INTO users (id, name, role) SELECT 'u' || g, 'U', 1 FROM generate_series(1, 20000) AS g`,
    );
    await flow.sql.query('ANALYZE');
  });

  afterAll(async () => {
    await flow.close();
  });

  const tables = [USERS, CONTACTS, DEALS, PRODUCTS].map((entity) => ({ entity, isScoped: false }));

  async function planOf(extent: 'whole' | 'page'): Promise<PlanNode[]> {
    const after = await flow.ticks.take();
    await flow.sql.query(`UPDATE contacts SET phone = $1 WHERE id = 'c1'`, [extent]);
    const upTo = await flow.ticks.take();
    const parameters = windowParameters({
      entityNumbers: tables.map(({ entity }) => entity.number),
      tokens: [],
      limit: 5_001,
      deviceId: null,
      afterEntity: 0,
      afterId: '',
    });
    // EXPLAIN EXECUTE with a generic plan: as the application's connections have it, whose parameters the planner
    // never sees. A plain EXPLAIN with parameters would plan for their values.
    const self = selfParameters({ entity: 1, id: 'u1', field: 'role' });
    const values = [...windowValues(after, upTo), ...parameters, ...self].map(literal);
    await flow.sql.query('SET plan_cache_mode = force_generic_plan');
    await flow.sql.query(`PREPARE plan_${extent} AS ${windowStatement(tables, extent)}`);
    const { rows } = await flow.sql.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
      `EXPLAIN (FORMAT JSON) EXECUTE plan_${extent} (${values.join(', ')})`,
    );
    return rows[0]!['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan));
  }

  it.each(['whole', 'page'] as const)(
    'reads the log and every table by an index (%s window)',
    async (extent) => {
      const nodes = await planOf(extent);

      expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
      const indexes = new Set(nodes.flatMap((node) => node['Index Name'] ?? []));
      expect([...indexes].sort()).toEqual([
        'change_log_pkey',
        'change_log_record',
        'contacts_pkey',
        'deals_pkey',
        'products_pkey',
        'users_pkey',
      ]);
    },
  );
});

function literal(value: unknown): string {
  if (value === null) {
    return 'NULL';
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return pg.escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : text);
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
