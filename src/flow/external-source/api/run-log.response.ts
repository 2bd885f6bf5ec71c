import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../record-list/record-list.public.js';
import { LOG_EVENTS, LOG_LEVELS, type LogDetails, type LogEvent, type LogLine } from '../run/run-log.js';

/** One line of a run's log. */
export class RunLogLineResponse {
  @ApiProperty()
  readonly at!: Date;

  @ApiProperty({ enum: LOG_LEVELS })
  readonly level!: string;

  @ApiProperty({ enum: LOG_EVENTS, description: 'What happened, as a stable word.' })
  readonly event!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }], nullable: true },
    description: 'What the sentence is made of.',
    example: { page: 10, fetched: 1000 },
  })
  readonly details!: LogDetails;

  @ApiProperty({ example: 'Page 10 is stored: 1000 records so far' })
  readonly message!: string;
}

export function toRunLogLineResponse({ at, level, event, details }: LogLine): Plain<RunLogLineResponse> {
  return { at, level, event, details, message: SENTENCES[event](details) };
}

const SENTENCES: Readonly<Record<LogEvent, (details: LogDetails) => string>> = {
  started: ({ trigger, mode, schedule, dryRun }) =>
    `Started: ${mode}${dryRun === 1 ? ', a dry run' : ''}, by ${schedule ?? trigger}`,
  'taken-over': () => 'Another worker goes on with it',
  page: ({ page, fetched, total }) =>
    `Page ${page} is stored: ${fetched}${total === null ? '' : ` of ${total}`} records so far`,
  quarantined: ({ count, reason }) => `${count} records were set aside: ${reason}`,
  waiting: ({ waitMs }) => `Waits ${waitMs} ms for the rate limit`,
  retry: ({ message, attempt, waitMs }) => `Attempt ${attempt} failed, the next in ${waitMs} ms: ${message}`,
  'new-credentials': ({ message }) => `Asks for new credentials: ${message}`,
  'start-over': ({ message }) => `Starts over: ${message}`,
  warning: ({ message }) => String(message),
  cancelled: () => 'Cancelled',
  ended: ({ state, fetched, message }) =>
    message === undefined ? `Ended: ${state}, ${fetched} records` : `Ended: ${state}: ${message}`,
};
