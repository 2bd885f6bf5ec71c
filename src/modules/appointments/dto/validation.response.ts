import { ApiProperty } from '@nestjs/swagger';
import type { Plain } from '../../../flow/record-list/record-list.public.js';
import type { KeptCheck, Validation } from '../appointment-validation.js';
import type { ValidationReport } from '../appointments.commands.js';

export class FindingResponse {
  @ApiProperty({ example: 'logical-duplicate' })
  readonly rule!: string;

  @ApiProperty({ enum: ['error', 'warning'] })
  readonly severity!: 'error' | 'warning';

  @ApiProperty({ example: 'An older row has the same lead, start and teacher' })
  readonly sentence!: string;

  @ApiProperty({ type: 'integer', example: 3 })
  readonly count!: number;

  @ApiProperty({ type: [String], description: 'Our ids of the first 20.' })
  readonly examples!: readonly string[];
}

/** What the last hourly check found. */
export class LastCheckResponse {
  @ApiProperty({ format: 'date-time' })
  readonly checkedAt!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { 'logical-duplicate': 3 },
    description: 'Appointments by broken rule.',
  })
  readonly findings!: Readonly<Partial<Record<string, number>>>;
}

/** The answer of `GET /api/appointments/validate` (A9, A11). */
export class ValidationResponse {
  @ApiProperty({ format: 'date-time' })
  readonly checkedAt!: string;

  @ApiProperty({ description: 'No finding is an error.' })
  readonly isValid!: boolean;

  @ApiProperty({ type: [FindingResponse] })
  readonly findings!: readonly Plain<FindingResponse>[];

  @ApiProperty({ type: LastCheckResponse, nullable: true })
  readonly lastCheck!: Plain<LastCheckResponse> | null;
}

export class RepairActionResponse {
  @ApiProperty({ enum: ['rows-without-ids-removed', 'blank-names-emptied', 'spaces-in-ids-removed'] })
  readonly action!: string;

  @ApiProperty({ type: 'integer' })
  readonly count!: number;
}

export class RepairResponse {
  @ApiProperty({ type: [RepairActionResponse] })
  readonly actions!: readonly Plain<RepairActionResponse>[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The file under DATA_DIR/backups with the touched rows as they were; null when none was touched.',
  })
  readonly backup!: string | null;
}

/** The answer of `POST /api/appointments/validate`: what was repaired, and what is wrong after it. */
export class ValidationReportResponse {
  @ApiProperty({ format: 'date-time' })
  readonly checkedAt!: string;

  @ApiProperty({ description: 'No finding is an error.' })
  readonly isValid!: boolean;

  @ApiProperty({ type: [FindingResponse] })
  readonly findings!: readonly Plain<FindingResponse>[];

  @ApiProperty({ type: RepairResponse, nullable: true, description: 'Null without `fix`.' })
  readonly repair!: Plain<RepairResponse> | null;
}

export function toValidationResponse(
  validation: Validation,
  lastCheck: KeptCheck | null,
): Plain<ValidationResponse> {
  return {
    ...toFindings(validation),
    lastCheck:
      lastCheck === null
        ? null
        : { checkedAt: lastCheck.checkedAt.toISOString(), findings: lastCheck.findings },
  };
}

export function toValidationReportResponse(report: ValidationReport): Plain<ValidationReportResponse> {
  return { ...toFindings(report), repair: report.repair };
}

function toFindings({
  checkedAt,
  isValid,
  findings,
}: Validation): Pick<Plain<ValidationResponse>, 'checkedAt' | 'isValid' | 'findings'> {
  return {
    checkedAt: checkedAt.toISOString(),
    isValid,
    findings: findings.map(({ rule, severity, sentence, count, examples }) => ({
      rule,
      severity,
      sentence,
      count,
      examples,
    })),
  };
}
