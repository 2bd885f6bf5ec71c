import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'nest-commander';
import {
  type DeliveryReport,
  OUTGOING_STATES,
  type OutgoingChange,
  OutgoingDesk,
  type OutgoingState,
} from '../../flow/outgoing/outgoing.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import type { ExitCode } from '../exit-codes.js';
import { oneOf, wholeNumber } from '../option-values.js';
import { table } from '../table.js';
import type { Terminal } from '../terminal.js';

const LISTED = 50;
const LOOK_EVERY_MS = 1_000;

@Command({ name: 'outgoing:status', description: 'count the edits on their way to the vendors (S6)' })
export class OutgoingStatusCommand extends CliCommand {
  protected async execute(_args: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    const desk = (await this.session.app()).get(OutgoingDesk, { strict: false });
    const counts = await desk.counts();
    if (json === true) {
      this.terminal.json(counts);
      return 0;
    }
    const { queued, applying, rejected, conflicted, oldestQueuedAt } = counts;
    const oldest = oldestQueuedAt === null ? '' : new Date(oldestQueuedAt).toISOString();
    const head = ['queued', 'applying', 'conflicted', 'rejected', 'oldest queued'];
    this.terminal.data(table(head, [[queued, applying, conflicted, rejected, oldest]]));
    return 0;
  }
}

interface ListOptions extends CommonOptions {
  readonly state?: OutgoingState;
  readonly source?: string;
  readonly limit?: number;
}

@Command({ name: 'outgoing:list', description: 'list outgoing edits, newest first; never their values' })
export class OutgoingListCommand extends CliCommand<ListOptions> {
  @Option({ flags: '--state <state>', description: OUTGOING_STATES.join(', ') })
  parseState(text: string): OutgoingState {
    return oneOf('--state', text, OUTGOING_STATES);
  }

  @Option({ flags: '--source <key>', description: 'only those of one source: strattera-orders, altegio …' })
  parseSource(text: string): string {
    return text;
  }

  @Option({ flags: '--limit <n>', description: `how many at most (${LISTED})` })
  parseLimit(text: string): number {
    return wholeNumber('--limit', text, 1000);
  }

  protected async execute(_args: readonly string[], options: ListOptions): Promise<ExitCode> {
    const { json, state, source, limit = LISTED } = options;
    const filter = {
      ...(state === undefined ? {} : { state }),
      ...(source === undefined ? {} : { sourceKey: source }),
    };
    const desk = (await this.session.app()).get(OutgoingDesk, { strict: false });
    const { changes, total } = await desk.list(filter, limit, 0);
    if (json === true) {
      this.terminal.json({ changes: changes.map(dataOf), total });
      return 0;
    }
    this.terminal.data(changes.length === 0 ? 'There is none.' : table(HEAD, changes.map(rowOf)));
    if (total > changes.length) {
      this.terminal.note(`${total - changes.length} more; see --limit`);
    }
    return 0;
  }
}

@Command({
  name: 'outgoing:retry',
  arguments: '<id>',
  argsDescription: { id: 'of a change, as outgoing:list shows it; or all that were given up (rejected)' },
  description: 'deliver an edit again, at once and with all its attempts; on a conflict ours is sent',
})
export class OutgoingRetryCommand extends CliCommand {
  protected async execute([id = '']: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    const desk = (await this.session.app()).get(OutgoingDesk, { strict: false });
    if (id !== 'all') {
      tellSettled(this.terminal, await desk.retry(id), json);
      return 0;
    }
    const retried = await desk.retryRejected();
    if (json === true) {
      this.terminal.json({ retried });
    } else {
      this.terminal.data(`${retried} put back.`);
    }
    return 0;
  }
}

@Command({
  name: 'outgoing:discard',
  arguments: '<id>',
  argsDescription: { id: 'of a change, as outgoing:list shows it' },
  description: 'take an edit off the queue; what the person set stays here',
})
export class OutgoingDiscardCommand extends CliCommand {
  protected async execute([id = '']: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    const desk = (await this.session.app()).get(OutgoingDesk, { strict: false });
    tellSettled(this.terminal, await desk.discard(id), json);
    return 0;
  }
}

interface WorkOptions extends CommonOptions {
  readonly once?: boolean;
}

@Command({ name: 'outgoing:work', description: 'deliver outgoing edits from this process until Ctrl-C' })
export class OutgoingWorkCommand extends CliCommand<WorkOptions> {
  @Option({ flags: '--once', description: 'only what is due now' })
  parseOnce(): boolean {
    return true;
  }

  protected async execute(_args: readonly string[], { json, once = false }: WorkOptions): Promise<ExitCode> {
    const desk = (await this.session.app()).get(OutgoingDesk, { strict: false });
    const { signal } = this.session;
    if (!once) {
      this.terminal.note('Delivering what is due. Ctrl-C ends it.');
      while (!signal.aborted) {
        this.tell(await desk.deliverDue());
        await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
      return 0;
    }
    const report = await desk.deliverDue();
    if (json === true) {
      this.terminal.json(report);
    } else {
      this.terminal.data(reportText(report));
    }
    return report.rejected + report.conflicted > 0 ? 3 : 0;
  }

  private tell(report: DeliveryReport): void {
    if (Object.values(report).some((count) => count > 0)) {
      this.terminal.data(reportText(report));
    }
  }
}

function tellSettled(terminal: Terminal, change: OutgoingChange, json: boolean | undefined): void {
  if (json === true) {
    terminal.json(dataOf(change));
  } else {
    terminal.data(`Change ${change.id} is ${change.state} now.`);
  }
}

const HEAD = ['id', 'source', 'entity', 'record', 'fields', 'state', 'attempts', 'why'];

function rowOf({
  id,
  sourceKey,
  entity,
  recordId,
  fields,
  state,
  attempts,
  ...more
}: OutgoingChange): string[] {
  const names = Object.keys(fields).join(', ');
  return [id, sourceKey, entity, recordId, names, state, String(attempts), more.error ?? ''];
}

/** Without the values: a comment may say something about a person. */
function dataOf({ fields, conflicts, ...change }: OutgoingChange): object {
  return {
    ...change,
    fields: Object.keys(fields),
    conflicts: conflicts.map(({ field, kept }) => ({ field, kept })),
  };
}

function reportText(report: DeliveryReport): string {
  return Object.entries(report)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}
