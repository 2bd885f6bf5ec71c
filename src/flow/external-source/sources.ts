import { Injectable } from '@nestjs/common';
import { AppError } from '../../kernel/app-error.js';
import { scheduleProblem } from './schedule/next-slot.js';
import type { SourceConnector } from './source-connector.js';
import type { SourceManifest } from './source-manifest.js';

/** A known source. `connector` is null while it is not configured. */
export interface RegisteredSource {
  readonly manifest: SourceManifest;
  readonly connector: SourceConnector | null;
}

/** A source that can be run. */
export interface RunnableSource {
  readonly manifest: SourceManifest;
  readonly connector: SourceConnector;
}

/**
 * The registry of external sources. Connectors announce themselves in their module's constructor or
 * `onModuleInit`; schedules are read when the application has started. Flow imports no connector.
 */
@Injectable()
export class Sources {
  private readonly byKey = new Map<string, RegisteredSource>();

  /**
   * Announces a source; a `configured` one brings its connector. Throws for a key that is taken, for two schedules
   * of one name and for a schedule that cannot be read, so that the process does not start (FAULTS K5).
   */
  register(manifest: SourceManifest, connector: SourceConnector | null): void {
    if (this.byKey.has(manifest.key)) {
      throw new Error(`The source ${manifest.key} is already registered`);
    }
    if (
      manifest.configured !== (connector !== null) ||
      (connector !== null && connector.key !== manifest.key)
    ) {
      throw new Error(`The manifest of ${manifest.key} and its connector do not belong together`);
    }
    checkSchedules(manifest);
    this.byKey.set(manifest.key, { manifest, connector });
  }

  /** In the order of their announcement. */
  list(): RegisteredSource[] {
    return [...this.byKey.values()];
  }

  find(key: string): RegisteredSource | null {
    return this.byKey.get(key) ?? null;
  }

  /** Throws `NOT_FOUND`. */
  get(key: string): RegisteredSource {
    const source = this.find(key);
    if (source === null) {
      throw new AppError('NOT_FOUND', `There is no source ${key}`);
    }
    return source;
  }

  /** Throws `NOT_FOUND`, and `SOURCE_NOT_CONFIGURED` with the names of the missing variables. */
  getRunnable(key: string): RunnableSource {
    const { manifest, connector } = this.get(key);
    if (connector === null) {
      throw new AppError('SOURCE_NOT_CONFIGURED', `${manifest.title} is not configured`, {
        errors: manifest.missingVariables.map((name) => ({
          field: name,
          message: 'This variable is not set',
        })),
      });
    }
    return { manifest, connector };
  }
}

function checkSchedules({ key, timeZone, schedules }: SourceManifest): void {
  const names = new Set<string>();
  for (const { name, cron } of schedules) {
    if (names.has(name)) {
      throw new Error(`The source ${key} has two schedules of the name ${name}`);
    }
    names.add(name);
    const problem = scheduleProblem(cron, timeZone);
    if (problem !== null) {
      throw new Error(`The schedule ${name} of ${key} makes no sense: ${problem}`);
    }
  }
}
