import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import {
  SourceHttpFactory,
  type SourceManifest,
  Sources,
} from '../../flow/external-source/external-source.public.js';
import { Clock } from '../../kernel/clock.js';
import { ClientsModule } from '../../modules/clients/clients.module.js';
import { ClientsApi } from '../../modules/clients/clients.public.js';
import { ExnessApiReader } from './exness.api-reader.js';
import { ExnessClient } from './exness.client.js';
import { ExnessConnector } from './exness.connector.js';
import { exnessManifest } from './exness.manifest.js';

/** Some walls let only browsers pass, and know them by this word. */
const USER_AGENT = 'Mozilla/5.0 (compatible; sync-hub)';

/** Announces the affiliates API as the source `exness`, and lets the clients' diagnostics look into it (C1, C6). */
@Module({ imports: [ClientsModule] })
export class ExnessModule implements OnModuleInit {
  constructor(
    private readonly sources: Sources,
    private readonly https: SourceHttpFactory,
    private readonly api: ClientsApi,
    private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    const manifest = exnessManifest(this.environment);
    const client = this.clientOf(manifest);
    this.sources.register(manifest, client === null ? null : new ExnessConnector(manifest, client));
    if (client !== null) {
      this.api.connect(new ExnessApiReader(client));
    }
  }

  /** Null while the variables are missing: then the source is listed and never run. */
  private clientOf(manifest: SourceManifest): ExnessClient | null {
    const { EXNESS_BASE_URL: baseUrl, EXNESS_LOGIN: login, EXNESS_PASSWORD: password } = this.environment;
    if (baseUrl === undefined || login === undefined || password === undefined) {
      return null;
    }
    const connect = () =>
      this.https.create(manifest, {
        baseUrl,
        secrets: [login, password],
        headers: { 'user-agent': USER_AGENT },
        decimalsAsText: true,
      });
    return new ExnessClient(connect, { login, password }, this.clock);
  }
}
