import { Command, Option } from 'nest-commander';
import { JobDesk, type JobView } from '../../flow/jobs/jobs.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import type { ExitCode } from '../exit-codes.js';
import { wholeNumber } from '../option-values.js';
import { table } from '../table.js';

const LISTED = 50;

@Command({ name: 'queue:status', description: 'count the background jobs, queue by queue (W8)' })
export class QueueStatusCommand extends CliCommand {
  protected async execute(_args: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    const desk = (await this.session.app()).get(JobDesk, { strict: false });
    const counts = await desk.countsByQueue();
    if (json === true) {
      this.terminal.json(counts);
      return 0;
    }
    const rows = Object.entries(counts).map(([queue, { pending, running, failed, completed }]) => [
      ...[queue, pending, running, failed, completed],
    ]);
    this.terminal.data(table(['queue', 'pending', 'running', 'failed', 'completed'], rows));
    return 0;
  }
}

interface ListOptions extends CommonOptions {
  readonly limit?: number;
}

@Command({ name: 'queue:failed', description: 'list the background jobs that have failed, newest first' })
export class QueueFailedCommand extends CliCommand<ListOptions> {
  @Option({ flags: '--limit <n>', description: `how many at most (${LISTED})` })
  parseLimit(text: string): number {
    return wholeNumber('--limit', text, 1000);
  }

  protected async execute(
    _args: readonly string[],
    { json, limit = LISTED }: ListOptions,
  ): Promise<ExitCode> {
    const desk = (await this.session.app()).get(JobDesk, { strict: false });
    const jobs = await desk.listFailed(limit);
    if (json === true) {
      this.terminal.json(jobs);
    } else {
      this.terminal.data(jobs.length === 0 ? 'No job has failed.' : table(HEAD, jobs.map(rowOf)));
    }
    return 0;
  }
}

@Command({
  name: 'queue:retry',
  arguments: '<id>',
  argsDescription: { id: 'of a job, as queue:failed lists it; or all' },
  description: 'put failed background jobs back into their queue',
})
export class QueueRetryCommand extends CliCommand {
  protected async execute([id = '']: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    const desk = (await this.session.app()).get(JobDesk, { strict: false });
    const retried = id === 'all' ? await desk.retryAll() : await desk.retry(id).then(() => 1);
    if (json === true) {
      this.terminal.json({ retried });
    } else {
      this.terminal.data(`${retried} put back.`);
    }
    return 0;
  }
}

interface WorkOptions extends CommonOptions {
  readonly once?: boolean;
}

@Command({ name: 'queue:work', description: 'carry out background jobs in this process until Ctrl-C' })
export class QueueWorkCommand extends CliCommand<WorkOptions> {
  @Option({ flags: '--once', description: 'only the next one that is due' })
  parseOnce(): boolean {
    return true;
  }

  protected async execute(_args: readonly string[], { json, once = false }: WorkOptions): Promise<ExitCode> {
    const desk = (await this.session.app()).get(JobDesk, { strict: false });
    if (!once) {
      this.terminal.note('Waiting for jobs. Ctrl-C ends it when the job under way is done.');
    }
    const carriedOut = await desk.work({ once, signal: this.session.signal });
    if (once && json === true) {
      this.terminal.json({ carriedOut });
    } else if (once) {
      this.terminal.data(carriedOut === 0 ? 'No job is due.' : 'One job was carried out.');
    }
    return 0;
  }
}

const HEAD = ['id', 'name', 'attempts', 'failed at', 'why'];

function rowOf({ id, name, attemptsMade, attempts, finishedAt, createdAt, error }: JobView): string[] {
  const failedAt = (finishedAt ?? createdAt).toISOString();
  return [id, name, `${attemptsMade}/${attempts}`, failedAt, error ?? ''];
}
