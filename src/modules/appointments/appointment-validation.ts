import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Clock } from '../../kernel/clock.js';
import { APPOINTMENT_RULES, type AppointmentRule, JUDGE_ALL } from './appointment-rules.js';

const EXAMPLES_MAX = 20;

/** What is wrong, and with how many appointments. */
export interface Finding {
  readonly rule: AppointmentRule;
  readonly severity: 'error' | 'warning';
  readonly sentence: string;
  readonly count: number;
  /** Our ids of the first ones: no person's data. */
  readonly examples: readonly string[];
}

export interface Validation {
  readonly checkedAt: Date;
  /** No finding is an error. */
  readonly isValid: boolean;
  /** Errors first, then by rule. */
  readonly findings: readonly Finding[];
}

/** The last check that was kept: rule and number, rules without any left out. */
export interface KeptCheck {
  readonly checkedAt: Date;
  readonly findings: Readonly<Partial<Record<AppointmentRule, number>>>;
}

/** Looks through all stored appointments (A9). It reads only, except that a check may be kept for the status (A11). */
@Injectable()
export class AppointmentValidation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async validate(): Promise<Validation> {
    const checkedAt = this.clock.now();
    const rows = await this.database.query<JudgedRow>(JUDGE_ALL, [checkedAt, EXAMPLES_MAX]);
    const findings = rows.map((row) => ({ ...APPOINTMENT_RULES[row.rule], ...row })).sort(errorsFirst);
    return { checkedAt, isValid: findings.every(({ severity }) => severity === 'warning'), findings };
  }

  /** Validates, and keeps what was found where every process sees it. Several at once are harmless. */
  async check(): Promise<Validation> {
    const validation = await this.validate();
    const counts = Object.fromEntries(validation.findings.map(({ rule, count }) => [rule, count]));
    await this.database.query(KEEP, [validation.checkedAt, JSON.stringify(counts)]);
    return validation;
  }

  /** Null: no check has been kept yet. */
  async findLastCheck(): Promise<KeptCheck | null> {
    const [row] = await this.database.query<KeptRow>(`SELECT checked_at, findings FROM appointment_check`);
    return row === undefined ? null : { checkedAt: row.checked_at, findings: row.findings };
  }

  /** What the last check found, in sentences for the status (A11). Warnings are not worth one. */
  async listNotices(): Promise<string[]> {
    const check = await this.findLastCheck();
    return Object.entries(check?.findings ?? {})
      .map(([rule, count]) => ({ count, ...APPOINTMENT_RULES[rule as AppointmentRule] }))
      .filter(({ severity }) => severity === 'error')
      .map(({ sentence, count }) => `${sentence}: ${count}`);
  }
}

interface JudgedRow {
  readonly rule: AppointmentRule;
  readonly count: number;
  readonly examples: string[];
}

interface KeptRow {
  readonly checked_at: Date;
  readonly findings: KeptCheck['findings'];
}

/** A check that began earlier does not replace one that began later. */
const KEEP = `
  INSERT INTO appointment_check AS kept (checked_at, findings) VALUES ($1, $2)
  ON CONFLICT (only_one) DO UPDATE SET checked_at = excluded.checked_at, findings = excluded.findings
  WHERE kept.checked_at <= excluded.checked_at`;

function errorsFirst(one: Finding, other: Finding): number {
  return one.severity === other.severity ? 0 : one.severity === 'error' ? -1 : 1;
}
