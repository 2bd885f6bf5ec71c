import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import {
  type SourceConnector,
  SourceHttpFactory,
  type SourceManifest,
  Sources,
} from '../../flow/external-source/external-source.public.js';
import { StratteraClient, type StratteraList } from './strattera.client.js';
import { StratteraConnector } from './strattera.connector.js';
import { stratteraManifest } from './strattera.manifest.js';

/** Products first: the lines of the orders name them. */
const LISTS: readonly StratteraList[] = ['products', 'orders'];

/** Announces the shop's two lists as sources, `strattera-products` and `strattera-orders` (O1). */
@Module({})
export class StratteraModule implements OnModuleInit {
  constructor(
    private readonly sources: Sources,
    private readonly https: SourceHttpFactory,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    for (const list of LISTS) {
      const manifest = stratteraManifest(list, this.environment);
      this.sources.register(manifest, this.connectorOf(manifest, list));
    }
  }

  /** Null while the variables are missing: then the source is listed and never run. */
  private connectorOf(manifest: SourceManifest, list: StratteraList): SourceConnector | null {
    const {
      STRATTERA_BASE_URL: baseUrl,
      STRATTERA_TOKEN: token,
      STRATTERA_WRITE_BACK: isWrittenBack,
    } = this.environment;
    if (baseUrl === undefined || token === undefined) {
      return null;
    }
    // The shop compares the whole header with its secret: no `Bearer` before it (UPSTREAM-APIS §3.1).
    const connect = () => this.https.create(manifest, { baseUrl, headers: { authorization: token } });
    return new StratteraConnector(manifest, list, new StratteraClient(connect), isWrittenBack);
  }
}
