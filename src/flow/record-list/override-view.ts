import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from './record-page.js';

/** `overrides` as stored: which fields a person has set, and who and when (O7). */
export type StoredOverrides = Readonly<Record<string, { readonly by: string; readonly at: string }>>;

/** `upstream` as stored: what the source says now, by field. */
export type StoredUpstream = Readonly<Record<string, string | number | boolean | null>>;

/** A field that a person has set, beside what the source says of it. */
export class OverrideResponse {
  @ApiProperty({
    description: 'The user who set the field.',
    example: '3f0d1c2e-6f0a-4f43-9d1c-5d3f0c1f2a11',
  })
  readonly by!: string;

  @ApiProperty({ format: 'date-time', example: '2025-06-05T18:31:26.000Z' })
  readonly at!: string;

  @ApiProperty({
    description: "The source's present value, shown again when the override is released.",
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    nullable: true,
    example: 'processing',
  })
  readonly upstream!: string | number | boolean | null;
}

/** Every override of a row beside its upstream value, for the panel that marks and releases them (D3). */
export function overridesView(
  overrides: StoredOverrides,
  upstream: StoredUpstream | null,
): Record<string, Plain<OverrideResponse>> {
  return Object.fromEntries(
    Object.entries(overrides).map(([field, { by, at }]) => [
      field,
      { by, at, upstream: upstream?.[field] ?? null },
    ]),
  );
}
