import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, FlowContext } from '../../../test/support/flow/flow-context.js';
import type { Principal } from '../../kernel/principal.js';

interface Line {
  readonly t?: string;
  readonly r?: Record<string, unknown>;
  readonly timestamp?: number;
  readonly tables?: Record<string, number>;
  readonly end?: boolean;
  readonly rows?: number;
}

describe('initial sync (S1, SYNC-PROTOCOL §3)', () => {
  let flow: FlowContext;

  beforeAll(async () => {
    flow = await FlowContext.start();
    await flow.addUser('admin-1', 2);
    await flow.addUser('agent-1', 1);
    await flow.sql.query(
      `INSERT INTO contacts (id, name, notes) SELECT 'c' || lpad(g::text, 4, '0'), 'Name ' || g, E'line\\nwith \\\\ and "quotes" é 🌊' FROM generate_series(1, 250) AS g`,
    );
    await flow.sql.query(
      `INSERT INTO deals (id, title, contact_id) SELECT 'd' || g, 'Deal', 'c0001' FROM generate_series(1, 30) AS g`,
    );
  });

  afterAll(async () => {
    await flow.close();
  });

  const agent: Principal = { userId: 'agent-1', role: 'agent', sessionId: 's' };

  it('pages by key, every page with the first one’s timestamp, each id once and parents first', async () => {
    const first = await flow.initial({ limit: 40 });
    const ids: string[] = [];
    let pulled = first;
    for (;;) {
      for (const table of ['users', 'contacts', 'deals', 'products']) {
        expect(pulled.changes[table]).toMatchObject({ created: [], deleted: [] });
        ids.push(...(pulled.changes[table]?.updated ?? []).map(({ id }) => `${table}/${id}`));
      }
      expect(pulled.timestamp).toBe(first.timestamp);
      if (pulled.next === null) {
        break;
      }
      pulled = await flow.initial({ limit: 40, page: pulled.next });
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(282);
    expect(ids.findIndex((id) => id.startsWith('deals'))).toBeGreaterThan(
      ids.findLastIndex((id) => id.startsWith('contacts')),
    );
  });

  it('holds one consistent state after the first incremental pull, though rows changed while it paged', async () => {
    let pulled = await flow.initial({ limit: 50, tables: ['contacts'] });
    const held = new Map(pulled.changes.contacts?.updated.map((row) => [row.id, row]));
    await flow.sql.query(`UPDATE contacts SET phone = 'early' WHERE id = 'c0001'`);
    await flow.sql.query(`UPDATE contacts SET phone = 'late' WHERE id = 'c0200'`);
    await flow.sql.query(
      `INSERT INTO contacts (id, name) VALUES ('a-before', 'Sorts before everything read so far')`,
    );
    await flow.sql.query(`DELETE FROM contacts WHERE id = 'c0002'`);
    while (pulled.next !== null) {
      pulled = await flow.initial({ limit: 50, page: pulled.next });
      pulled.changes.contacts?.updated.forEach((row) => held.set(row.id, row));
    }
    const after = await flow.pull(pulled.timestamp, { tables: ['contacts'] });
    after.changes.contacts?.updated.forEach((row) => held.set(row.id, row));
    after.changes.contacts?.deleted.forEach((id) => held.delete(id));
    const { rows } = await flow.sql.query<{ id: string; phone: string | null }>(
      'SELECT id, phone FROM contacts ORDER BY id',
    );
    expect([...held.values()].map((row) => [row.id, row.phone]).sort()).toEqual(
      rows.map(({ id, phone }) => [id, phone]),
    );
  });

  it('refuses a page token that was tampered with', async () => {
    for (const page of [
      'x',
      Buffer.from('{"k":"initial"}').toString('base64url'),
      Buffer.from('[]').toString('base64url'),
    ]) {
      await expect(flow.initial({ page })).rejects.toMatchObject({ code: 'VALIDATION' });
    }
  });

  it('gives an unknown table and one that is not for the caller the same answer', async () => {
    const subscriber: Principal = { userId: 'x', role: 'subscriber', sessionId: 's' };
    await expect(flow.initial({ tables: ['spaceships'] })).rejects.toMatchObject({ code: 'VALIDATION' });
    await expect(flow.initial({ tables: ['contacts'], principal: subscriber })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });

  const readLines = async (principal: Principal): Promise<Line[]> => {
    const content = await text(await flow.stream.open(null, principal));
    expect(content.endsWith('\n')).toBe(true);
    return content
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  };

  it('streams everything as NDJSON: counts first, a row a line exactly as the pages have it, the number of rows last', async () => {
    const lines = await readLines(ADMIN);
    const rows = lines.slice(1, -1);
    const count = await flow.count('contacts');
    expect(lines[0]).toMatchObject({ tables: { users: 2, contacts: count, deals: 30, products: 0 } });
    expect(lines.at(-1)).toEqual({ end: true, rows: rows.length });
    expect(rows).toHaveLength(count + 32);
    const paged = (await flow.initial({ tables: ['contacts'] })).changes.contacts?.updated.find(
      ({ id }) => id === 'c0007',
    );
    expect(rows.find(({ t, r }) => t === 'contacts' && r?.id === 'c0007')?.r).toEqual(paged);
    expect(paged?.notes).toBe('line\nwith \\ and "quotes" é 🌊');
    await expect(flow.pull(lines[0]?.timestamp ?? 0)).resolves.toMatchObject({ hasMore: false });
  });

  it('streams only what the caller may see', async () => {
    await flow.sql.query(`UPDATE contacts SET assigned_to_user_id = 'admin-1' WHERE id = 'c0010'`);
    const lines = await readLines(agent);
    expect(lines.some(({ r }) => r?.id === 'c0010')).toBe(false);
    expect(lines.some(({ r }) => r?.id === 'c0011')).toBe(true);
  });

  it('gives its connection back when the client leaves in mid-response (F7)', async () => {
    for (let round = 0; round < 12; round += 1) {
      const stream = await flow.stream.open(null, ADMIN);
      await stream[Symbol.asyncIterator]().next();
      stream.destroy();
    }
    expect(await readLines(ADMIN)).not.toHaveLength(0);
  });

  it('proves to a client that it holds the same rows, or by bisection which it does not (S4)', async () => {
    const { changes, timestamp } = await flow.initial({ tables: ['contacts'] });
    const rows = changes.contacts?.updated ?? [];
    const hashOf = (some: typeof rows): string =>
      createHash('sha256')
        .update(
          some
            .map(
              (row) =>
                `[${Object.values(row)
                  .map((value) => JSON.stringify(value))
                  .join(', ')}]`,
            )
            .map((line) => createHash('md5').update(line).digest('hex'))
            .join(''),
        )
        .digest('hex');
    const all = await flow.verification.read({ table: 'contacts', prefix: '', since: timestamp }, ADMIN);
    expect(all).toEqual({ count: rows.length, hash: hashOf(rows), changedSince: 0 });
    const some = await flow.verification.read({ table: 'contacts', prefix: 'c01', since: null }, ADMIN);
    expect(some.hash).toBe(hashOf(rows.filter(({ id }) => id.startsWith('c01'))));
    await flow.sql.query(`UPDATE contacts SET phone = 'x' WHERE id = 'c0100'`);
    const later = await flow.verification.read({ table: 'contacts', prefix: '', since: timestamp }, ADMIN);
    expect(later.changedSince).toBe(1);
    expect(later.hash).not.toBe(all.hash);
  });
});
