import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../../flow/record-list/record-list.public.js';
import type { ClientsApiSummary, UidMatch } from '../api-summary.js';

/** How ids of V1 and V2 fit together, by one way of comparing them. */
export class UidMatchResponse {
  @ApiProperty({ type: 'integer', example: 98 })
  readonly matching!: number;

  @ApiProperty({ type: 'integer', example: 2 })
  readonly v1_only!: number;

  @ApiProperty({ type: 'integer', example: 2 })
  readonly v2_only!: number;
}

/** The vendor's two reports in numbers (C6). */
export class ClientsApiData {
  @ApiProperty({ type: 'integer', example: 122, description: 'Rows of V1: trading accounts.' })
  readonly v1_count!: number;

  @ApiProperty({ type: 'integer', example: 100, description: 'Rows of V2: clients.' })
  readonly v2_count!: number;

  @ApiProperty({ type: 'integer', example: 100, description: 'Different clients in V1.' })
  readonly v1_client_count!: number;

  @ApiProperty({
    type: UidMatchResponse,
    example: { matching: 0, v1_only: 122, v2_only: 100 },
    description: "Rows, with V1's 8 characters compared to V2's 36: nothing can match.",
  })
  readonly naive!: Plain<UidMatchResponse>;

  @ApiProperty({
    type: UidMatchResponse,
    description: "Clients, with V1's 8 characters compared to the first 8 of V2's: what the import does.",
  })
  readonly by_prefix!: Plain<UidMatchResponse>;

  @ApiProperty({ type: 'integer', example: 0, description: 'Prefixes of V2 that more than one client has.' })
  readonly ambiguous_prefixes!: number;
}

/** The answer of `GET /api/clients/debug` (C5). */
export class ClientsDebugResponse {
  @ApiProperty({ example: true })
  readonly success!: boolean;

  @ApiProperty({ type: ClientsApiData })
  readonly api_data!: Plain<ClientsApiData>;
}

export function toClientsDebugResponse(summary: ClientsApiSummary): Plain<ClientsDebugResponse> {
  return {
    success: true,
    api_data: {
      v1_count: summary.v1Count,
      v2_count: summary.v2Count,
      v1_client_count: summary.v1ClientCount,
      naive: toMatchResponse(summary.naive),
      by_prefix: toMatchResponse(summary.byPrefix),
      ambiguous_prefixes: summary.ambiguousPrefixes,
    },
  };
}

function toMatchResponse({ matching, v1Only, v2Only }: UidMatch): Plain<UidMatchResponse> {
  return { matching, v1_only: v1Only, v2_only: v2Only };
}
