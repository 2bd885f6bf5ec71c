import { randomUUID } from 'node:crypto';
import {
  type PullAnswer,
  type PushAnswer,
  type Push,
  type PushResult,
  type SyncApiClient,
  type WireRow,
  type WireValue,
} from '@sync-hub/sync-client';
import { checkClaim } from './replicas-claims.js';
import type { CallFault, FaultProxy } from './replicas-fault-proxy.js';
import { type Choice, editOf, type EditedTable, newRecord, type Values } from './replicas-fields.js';
import type { History } from './replicas-history.js';
import type { Replica, ReplicaRows } from './replicas-oracles.js';
import { isNetworkTrouble } from './replicas-network-trouble.js';
import { type Queued, tablesOf } from './replicas-queue.js';

/** Both forms of a push, with every way to name it (SYNC-PROTOCOL §5). */
export interface PlainClientForm {
  readonly body: 'list' | 'tables';
  readonly ids: 'none' | 'push' | 'change';
}

export interface PlainClientParts {
  readonly name: string;
  readonly client: SyncApiClient;
  readonly proxy: FaultProxy;
  readonly history: History;
  readonly values: Values;
  readonly form: PlainClientForm;
}

/**
 * A client of the bare protocol: rows in maps and a queue of changes. It repeats what was not answered, and when
 * its pushes have no ids it adds to that what was edited since.
 */
export class PlainClient implements Replica {
  readonly name: string;
  /** What the server refuses is undone here. */
  readonly refusals: ReadonlyMap<string, string> = new Map();
  private readonly tables = new Map<string, Map<string, WireRow>>();
  private queue: Queued[] = [];
  private unanswered: { readonly push: Push; readonly count: number } | null = null;
  private cursor: number | null = null;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: PlainClientParts) {
    this.name = parts.name;
  }

  get client(): SyncApiClient {
    return this.parts.client;
  }

  async create(table: EditedTable, choice: number): Promise<void> {
    const { values } = this.parts;
    await this.enqueue(table, values.id(), 'CREATE', newRecord(table, choice, values, this.name));
  }

  async edit(table: EditedTable, pick: number, choice: Choice): Promise<void> {
    const row = this.pick(table, pick);
    if (row !== null) {
      const contacts = [...this.table('contacts').keys()];
      const edit = editOf(table, choice, row, { values: this.parts.values, author: this.name, contacts });
      await this.enqueue(table, row.id, 'UPDATE', { [edit.field]: edit.value });
    }
  }

  /** It edits no products. */
  editPrice(): Promise<void> {
    return Promise.resolve();
  }

  async remove(table: EditedTable, pick: number): Promise<void> {
    const row = this.pick(table, pick);
    if (row !== null) {
      await this.enqueue(table, row.id, 'DELETE', {});
    }
  }

  /** One exchange at a time; true when it came through. The list form sends first, the other pulls first. */
  sync(fault: { readonly push?: CallFault | null; readonly pull?: CallFault | null } = {}): Promise<boolean> {
    const syncing = this.turn.then(() => this.syncNow(fault));
    this.turn = syncing.catch(() => undefined);
    return syncing;
  }

  pending(): Promise<string[]> {
    return Promise.resolve(this.queue.map(({ table, id }) => `${table}/${id}`));
  }

  rows(): Promise<ReplicaRows> {
    return Promise.resolve(this.tables);
  }

  /** The network delivers an earlier push once more. */
  async repeat(pick: number): Promise<void> {
    await this.parts.proxy.repeat(pick);
  }

  close(): Promise<void> {
    return this.parts.proxy.close();
  }

  private async enqueue(
    table: EditedTable,
    id: string,
    operation: Queued['operation'],
    payload: Queued['payload'],
  ): Promise<void> {
    const after = await this.parts.history.now();
    const change = { changeId: randomUUID(), table, id, operation, payload, after };
    this.queue.push(change);
    this.apply(change);
  }

  private async syncNow({
    push,
    pull,
  }: {
    readonly push?: CallFault | null;
    readonly pull?: CallFault | null;
  }): Promise<boolean> {
    const { proxy, form } = this.parts;
    proxy.heal();
    if (push != null) {
      proxy.next('push', push);
    }
    if (pull != null) {
      proxy.next('pull', pull);
    }
    try {
      if (form.body === 'tables') {
        await this.pull();
      }
      await this.send();
      await this.pull();
      return true;
    } catch (error) {
      if (isNetworkTrouble(error)) {
        return false;
      }
      throw error;
    } finally {
      proxy.heal();
    }
  }

  private async send(): Promise<void> {
    while (this.queue.length > 0) {
      const repeated = this.parts.form.ids === 'none' ? null : this.unanswered;
      const { push, count } = repeated ?? { push: this.bodyOf(this.queue), count: this.queue.length };
      this.unanswered = { push, count };
      const answer = await this.client.outgoing(push);
      this.unanswered = null;
      const sent = this.queue.splice(0, count);
      await this.accept(sent, answer);
    }
  }

  private bodyOf(queue: readonly Queued[]): Push {
    const { body, ids } = this.parts.form;
    const head = { lastPulledAt: this.cursor, ...(ids === 'push' && { pushId: randomUUID() }) };
    if (body === 'tables') {
      return { ...head, changes: tablesOf(queue) };
    }
    const changes = queue.map(({ changeId, table, id, operation, payload }) => ({
      ...(ids === 'change' && { changeId }),
      entityType: table,
      entityId: id,
      operation,
      payload,
    }));
    return { ...head, changes };
  }

  private async accept(sent: readonly Queued[], answer: PushAnswer): Promise<void> {
    const refused = answer.results.filter(({ status }) => status === 'rejected');
    refused.forEach((result) => {
      this.undo(result);
    });
    const left = new Set(
      [...refused, ...answer.results.filter(({ status }) => status === 'queued')].map(({ id }) => id),
    );
    for (const claim of this.claimsOf(sent)) {
      if (!left.has(claim.id)) {
        await checkClaim(this.parts.history, claim, this.name);
      }
    }
  }

  /**
   * A change with an id counts by itself. Of the others, an edit back to the value sent last looks like a push that
   * is repeated, so only a value that nobody else writes proves anything.
   */
  private claimsOf(
    sent: readonly Queued[],
  ): { table: string; id: string; field: string; value: WireValue; after: number }[] {
    const { body, ids } = this.parts.form;
    const removed = new Set(sent.filter(({ operation }) => operation === 'DELETE').map(({ id }) => id));
    const kept = body === 'list' ? sent : sent.filter(({ id }) => !removed.has(id));
    const claims = kept.flatMap(({ table, id, payload, after }) =>
      Object.entries(payload)
        .filter(([field, value]) => isOwn(value, this.name) || (ids === 'change' && isToggled(field)))
        .map(([field, value]) => ({ table, id, field, value, after: isOwn(value, this.name) ? 0 : after })),
    );
    return body === 'list'
      ? claims
      : [...new Map(claims.map((claim) => [`${claim.table}/${claim.id}/${claim.field}`, claim])).values()];
  }

  private async pull(): Promise<void> {
    let page: string | null = null;
    for (;;) {
      const answer: PullAnswer =
        this.cursor === null
          ? await this.client.initial({ page })
          : await this.client.incremental({ since: this.cursor, page, limit: 20 });
      for (const [table, { updated, deleted }] of Object.entries(answer.changes)) {
        updated.forEach((row) => this.table(table).set(row.id, row));
        deleted.forEach((id) => this.table(table).delete(id));
      }
      page = answer.next ?? null;
      if (page === null) {
        this.cursor = answer.timestamp;
      }
      if (!answer.hasMore && page === null) {
        break;
      }
    }
    this.queue.forEach((change) => {
      this.apply(change);
    });
  }

  private apply({ table, id, operation, payload }: Queued): void {
    const row = this.table(table).get(id);
    if (operation === 'DELETE') {
      this.table(table).delete(id);
    } else if (operation === 'CREATE' || row !== undefined) {
      this.table(table).set(id, { ...row, ...payload, id });
    }
  }

  private undo({ table, id, record }: PushResult): void {
    if (record == null) {
      this.table(table).delete(id);
    } else {
      this.table(table).set(id, record);
    }
  }

  private pick(table: string, pick: number): WireRow | null {
    const rows = [...this.table(table).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return rows[pick % Math.max(rows.length, 1)] ?? null;
  }

  private table(name: string): Map<string, WireRow> {
    const rows = this.tables.get(name) ?? new Map<string, WireRow>();
    this.tables.set(name, rows);
    return rows;
  }
}

function isOwn(value: WireValue, name: string): boolean {
  return typeof value === 'string' && value.startsWith(`${name} `);
}

function isToggled(field: string): boolean {
  return ['position', 'currency', 'relatedEntityType'].includes(field);
}
