import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ManualRunResponse, type SourceRun } from '../../../flow/external-source/external-source.public.js';
import type { Plain } from '../../../flow/record-list/record-list.public.js';
import type { ClientsSyncReport } from '../clients-commands.js';

/** What an import came to, under the names of the earlier system (C4). */
export class ClientsRunData {
  @ApiProperty({ example: true })
  readonly success!: boolean;

  @ApiProperty({ type: 'integer', example: 4 })
  readonly new_clients_added!: number;

  @ApiProperty({ type: 'integer', example: 122, description: 'Rows of V1: trading accounts.' })
  readonly total_api_clients!: number;

  @ApiProperty({ type: 'integer', example: 96, description: 'Clients that were stored before.' })
  readonly existing_clients!: number;
}

/** An import of clients that was started by hand. */
export class ClientsRunResponse extends ManualRunResponse {
  @ApiProperty({ description: 'False when the run has failed; bad records alone do not make it fail.' })
  readonly success!: boolean;

  @ApiProperty({ example: 'New clients added: 4' })
  readonly message!: string;

  @ApiPropertyOptional({ type: ClientsRunData, description: 'Only with `wait=true`.' })
  readonly data?: Plain<ClientsRunData>;
}

export function toStartedRunResponse({ runId }: { readonly runId: string }): Plain<ClientsRunResponse> {
  return { success: true, message: 'The import of clients has started', runId };
}

export function toEndedRunResponse(
  { id, state, counts, error }: SourceRun,
  figures: ClientsSyncReport,
): Plain<ClientsRunResponse> {
  const success = state === 'succeeded' || state === 'completed-with-errors';
  return {
    success,
    message: success
      ? `New clients added: ${figures.new_clients_added}`
      : (error?.message ?? 'The import of clients was cancelled'),
    runId: id,
    state,
    counts,
    error: error === null ? null : { kind: error.kind, message: error.message },
    data: { success, ...figures },
  };
}
