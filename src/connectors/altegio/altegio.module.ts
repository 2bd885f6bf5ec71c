import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import {
  SourceHttpFactory,
  type SourceManifest,
  Sources,
} from '../../flow/external-source/external-source.public.js';
import { type AltegioAccess, AltegioClient } from './altegio.client.js';
import { AltegioConnector } from './altegio.connector.js';
import { AltegioEvents } from './altegio.events.js';
import { AltegioInbox } from './altegio.inbox.js';
import { AltegioEventRetention, AltegioInboxSchedule } from './altegio.inbox.schedule.js';
import { altegioManifest } from './altegio.manifest.js';
import { canonicalId } from './altegio.mapping.js';
import { AltegioReread } from './altegio.reread.js';
import { AltegioWebhookController } from './altegio.webhook.controller.js';

/** Announces the school's location as the source `altegio`, and hears its calls (A13). */
@Module({
  controllers: [AltegioWebhookController],
  providers: [AltegioEvents, AltegioReread, AltegioInbox, AltegioInboxSchedule, AltegioEventRetention],
})
export class AltegioModule implements OnModuleInit {
  constructor(
    private readonly sources: Sources,
    private readonly https: SourceHttpFactory,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    const manifest = altegioManifest(this.environment);
    this.sources.register(manifest, this.connectorOf(manifest));
  }

  /** Null while variables are missing: then the source is listed and never run. */
  private connectorOf(manifest: SourceManifest): AltegioConnector | null {
    const { ALTEGIO_BASE_URL: baseUrl, ALTEGIO_SERVICE_IDS: serviceIds } = this.environment;
    const access = this.access();
    if (!manifest.configured || baseUrl === undefined || serviceIds === undefined || access === null) {
      return null;
    }
    const { companyToken, userToken, login } = access;
    // People sign in with a phone number or an e-mail address.
    const secrets = [companyToken, userToken, login?.login, login?.password].filter(
      (secret) => secret != null,
    );
    const client = new AltegioClient(() => this.https.create(manifest, { baseUrl, secrets }), access);
    return new AltegioConnector(manifest, client, {
      rules: {
        serviceIds: new Set(serviceIds.map(canonicalId)),
        trialServiceIds: new Set(this.environment.ALTEGIO_TRIAL_SERVICE_IDS.map(canonicalId)),
        zone: this.environment.ALTEGIO_TIME_ZONE,
      },
      writesBack: this.environment.ALTEGIO_WRITE_BACK,
    });
  }

  private access(): AltegioAccess | null {
    const {
      ALTEGIO_COMPANY_ID: companyId,
      ALTEGIO_COMPANY_TOKEN: companyToken,
      ALTEGIO_USER_TOKEN: userToken = null,
      ALTEGIO_USER_LOGIN: login,
      ALTEGIO_USER_PASSWORD: password,
    } = this.environment;
    if (companyId === undefined || companyToken === undefined) {
      return null;
    }
    const hasLogin = login !== undefined && password !== undefined;
    return { companyId, companyToken, userToken, login: hasLogin ? { login, password } : null };
  }
}
