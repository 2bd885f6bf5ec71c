import { createHash, timingSafeEqual } from 'node:crypto';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ENVIRONMENT } from '../../config/config.module.js';
import type { Environment } from '../../config/environment.js';
import { Public } from '../../flow/access/access.public.js';
import { AppError } from '../../kernel/app-error.js';
import { AltegioInbox } from './altegio.inbox.js';
import { canonicalId } from './altegio.mapping.js';
import { webhookPayload } from './altegio.payloads.js';
import { WebhookRequest, WebhookResponse } from './altegio.webhook.dto.js';

/**
 * Where the vendor calls when a record changes (A13). It signs nothing, so the secret is in the address; a wrong one
 * is answered as if there were no such route. Any body of the vendor is fine: all that is read of it is which record.
 */
@ApiTags('appointments')
@Public()
@Controller('webhooks/altegio')
export class AltegioWebhookController {
  constructor(
    private readonly inbox: AltegioInbox,
    @Inject(ENVIRONMENT)
    private readonly environment: Pick<Environment, 'ALTEGIO_WEBHOOK_SECRET' | 'ALTEGIO_COMPANY_ID'>,
  ) {}

  @Post(':secret')
  @HttpCode(202)
  @ApiOperation({ summary: "Altegio's webhook: a record was created, changed or deleted" })
  @ApiParam({ name: 'secret', description: 'ALTEGIO_WEBHOOK_SECRET' })
  @ApiBody({ type: WebhookRequest })
  @ApiAcceptedResponse({ type: WebhookResponse, description: 'Kept; the record is read again at once.' })
  async receive(@Param('secret') secret: string, @Body() body: unknown): Promise<WebhookResponse> {
    const { ALTEGIO_WEBHOOK_SECRET: expected, ALTEGIO_COMPANY_ID: companyId } = this.environment;
    if (expected === undefined || !isSame(secret, expected)) {
      throw new AppError('NOT_FOUND', 'There is no such route');
    }
    const parsed = webhookPayload.safeParse(body);
    if (!parsed.success) {
      throw new AppError('VALIDATION', 'This is no call of Altegio', {
        errors: parsed.error.issues.map((issue) => ({ field: issue.path.join('/'), message: issue.message })),
      });
    }
    const { company_id: company, resource, resource_id: recordId, status } = parsed.data;
    const isOurs = companyId !== undefined && canonicalId(company) === canonicalId(companyId);
    if (resource !== 'record' || !isOurs) {
      return { accepted: false };
    }
    const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    return { accepted: await this.inbox.receive({ recordId: canonicalId(recordId), status, digest }) };
  }
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
