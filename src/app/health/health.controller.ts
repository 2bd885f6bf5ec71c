import { Controller, Get, HttpCode } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../../flow/access/access.public.js';
import type { Plain } from '../../flow/record-list/record-list.public.js';
import { AppError } from '../../kernel/app-error.js';
import { ReadinessCheck } from './readiness.js';

/** Says only that all is well: details are for admins (FAULTS J4). */
export class HealthResponse {
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  readonly status!: 'ok';
}

/** The probes of load balancers and supervisors. Open to all, never throttled, and they tell nothing else. */
@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessCheck) {}

  @Get('live')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Is the process alive?',
    description: 'Answers as long as the event loop turns. Restart the process when it does not.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'It is.' })
  live(): Plain<HealthResponse> {
    return { status: 'ok' };
  }

  @Get('ready')
  @HttpCode(200)
  @ApiOperation({
    summary: 'May the process be sent requests?',
    description:
      '503 while PostgreSQL is away, migrations are missing, a worker has no queue, or the process is about to end.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'It may.' })
  async ready(): Promise<Plain<HealthResponse>> {
    const readiness = await this.readiness.check();
    if (readiness !== 'ready') {
      throw new AppError('UNAVAILABLE', 'This process cannot serve now.', { extra: { reason: readiness } });
    }
    return { status: 'ok' };
  }
}
