import { Command } from 'nest-commander';
import { redactText } from '../../app/logging/redaction.js';
import { Sources } from '../../flow/external-source/external-source.public.js';
import { JobQueues } from '../../flow/jobs/jobs.public.js';
import { CliCommand, type CommonOptions } from '../cli-command.js';
import { type ExitCode, UsageError } from '../exit-codes.js';
import { databaseFindings, isUsable } from './database-checks.js';
import { type Finding, findingLine } from './finding.js';
import { badEnvironmentFinding, dataDirFinding, environmentFinding } from './machine-checks.js';
import { redisFinding } from './redis-check.js';
import { sourceFindings } from './source-checks.js';

@Command({
  name: 'doctor',
  description: 'check environment, database, Redis and sources, and say what to do; changes nothing',
})
export class DoctorCommand extends CliCommand {
  protected async execute(_args: readonly string[], { json }: CommonOptions): Promise<ExitCode> {
    const findings: Finding[] = [];
    for await (const finding of this.examine()) {
      findings.push(finding);
      if (json !== true) {
        this.terminal.data(findingLine(finding));
      }
    }
    if (json === true) {
      this.terminal.json(findings);
    }
    return findings.some(({ state }) => state === 'failed') ? 1 : 0;
  }

  /** Each as soon as it is known; what rests on something broken is left out. */
  private async *examine(): AsyncGenerator<Finding> {
    let environment;
    try {
      environment = this.session.environment();
    } catch (error) {
      yield badEnvironmentFinding(error instanceof UsageError ? error.message : 'unknown');
      return;
    }
    yield environmentFinding(environment);
    const dataDir = await dataDirFinding(environment);
    yield dataDir;
    if (environment.DATABASE_URL === undefined && dataDir.state === 'failed') {
      return;
    }
    yield* this.examineDatabase();
  }

  private async *examineDatabase(): AsyncGenerator<Finding> {
    const findings = await databaseFindings(await this.session.databaseUrl(), this.session.clock);
    yield* findings;
    if (!isUsable(findings)) {
      yield { subject: 'sources', state: 'note', text: 'Not looked at: the database is not ready for them.' };
      return;
    }
    try {
      const app = await this.session.app();
      if (this.session.environment().REDIS_URL !== undefined) {
        yield await redisFinding(app.get(JobQueues, { strict: false }));
      }
      const sources = app.get(Sources, { strict: false });
      yield* await sourceFindings(sources, this.session.clock.now(), this.session.signal);
    } catch (error) {
      const why = error instanceof Error ? redactText(error.message) : 'unknown error';
      yield { subject: 'application', state: 'failed', text: `It does not start: ${why}` };
    }
  }
}
