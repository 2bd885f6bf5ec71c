import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import {
  type SourceConnector,
  SourceHttpFactory,
  type SourceManifest,
  Sources,
} from '../../flow/external-source/external-source.public.js';
import { WisproClient } from './wispro.client.js';
import { WisproConnector } from './wispro.connector.js';
import { wisproManifest } from './wispro.manifest.js';

/** Pages that were asked for large may take long. */
const DEADLINE_MS = 60_000;

/** Announces Wispro's clients as the source `wispro`. */
@Module({})
export class WisproModule implements OnModuleInit {
  constructor(
    private readonly sources: Sources,
    private readonly https: SourceHttpFactory,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    const manifest = wisproManifest(this.environment);
    this.sources.register(manifest, this.connectorOf(manifest));
  }

  /** Null while the variables are missing: then the source is listed and never run. */
  private connectorOf(manifest: SourceManifest): SourceConnector | null {
    const { WISPRO_BASE_URL: baseUrl, WISPRO_TOKEN: token } = this.environment;
    if (baseUrl === undefined || token === undefined) {
      return null;
    }
    // The key alone, with no scheme before it (UPSTREAM-APIS §2.1).
    const connect = () =>
      this.https.create(manifest, { baseUrl, headers: { authorization: token }, deadlineMs: DEADLINE_MS });
    return new WisproConnector(manifest, new WisproClient(connect));
  }
}
