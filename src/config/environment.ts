import { IANAZone } from 'luxon';
import { z } from 'zod';

const flag = z.stringbool();
const cronText = z.string().min(9);
/** An IANA zone that this Node knows: `Europe/Kyiv`. */
const timeZone = z
  .string()
  .refine((name) => IANAZone.isValidZone(name), 'Not a time zone that is known here');
/** Ids of a vendor, separated by commas: `12508353,12508354`. */
const idList = z
  .string()
  .regex(/^\s*\d{1,18}(\s*,\s*\d{1,18})*\s*$/, 'Write digits, separated by commas')
  .transform((text) => text.split(',').map((id) => id.trim()));

/** Every variable the program reads. `.env.example` lists the same names; test/tidy compares them. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  API_DOCS: z.enum(['on', 'off']).default('on'),
  METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .transform((origins) => origins.filter((origin) => origin !== ''))
    .pipe(z.array(z.url({ protocol: /^https?$/ }))),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(20),
  DATABASE_DURABILITY: z.enum(['required', 'unchecked']).default('required'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  QUEUE_MODE: z.enum(['auto', 'inline']).default('auto'),
  DATA_DIR: z.string().min(1).default('.data'),
  JWT_SECRET: z.string().min(32).optional(),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(10).optional(),
  INITIAL_PASSWORDS: z.enum(['on', 'off']).default('on'),
  TRUST_PROXY: z.string().default(''),
  SYNC_AGENT_SCOPE: z.enum(['own', 'all']).default('all'),
  SYNC_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(60),
  SCHEDULER_ENABLED: flag.default(true),
  ALTEGIO_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  ALTEGIO_COMPANY_ID: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  ALTEGIO_COMPANY_TOKEN: z.string().min(1).optional(),
  ALTEGIO_USER_TOKEN: z.string().min(1).optional(),
  ALTEGIO_USER_LOGIN: z.string().min(1).optional(),
  ALTEGIO_USER_PASSWORD: z.string().min(1).optional(),
  ALTEGIO_SERVICE_IDS: idList.optional(),
  ALTEGIO_TRIAL_SERVICE_IDS: idList.default([]),
  ALTEGIO_TIME_ZONE: timeZone.default('Europe/Kyiv'),
  ALTEGIO_WEBHOOK_SECRET: z.string().min(16).optional(),
  ALTEGIO_SCHEDULE: cronText.default('0 2 * * *'),
  ALTEGIO_WEEK_SCHEDULE: cronText.default('0 3 * * 1'),
  ALTEGIO_WRITE_BACK: flag.default(false),
  STRATTERA_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  STRATTERA_TOKEN: z.string().min(1).optional(),
  STRATTERA_SCHEDULE: cronText.default('*/5 * * * *'),
  STRATTERA_WRITE_BACK: flag.default(false),
  WISPRO_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  WISPRO_TOKEN: z.string().min(1).optional(),
  WISPRO_SCHEDULE: cronText.default('0 3 * * *'),
  WISPRO_TIME_ZONE: z.string().min(1).default('America/Caracas'),
  EXNESS_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  EXNESS_LOGIN: z.string().min(1).optional(),
  EXNESS_PASSWORD: z.string().min(1).optional(),
  EXNESS_SCHEDULE: cronText.default('0 6 * * *'),
  EXNESS_FULL_SCHEDULE: cronText.default('0 2 * * 0'),
  EXNESS_TIME_ZONE: z.string().min(1).default('Asia/Bangkok'),
});

export type Environment = Readonly<z.infer<typeof environmentSchema>>;

/** An API process never fires a schedule; `SCHEDULER_ENABLED=false` silences the others too. */
export function runsSchedules(environment: Pick<Environment, 'ROLE' | 'SCHEDULER_ENABLED'>): boolean {
  return environment.SCHEDULER_ENABLED && environment.ROLE !== 'api';
}

/**
 * Reads and checks the environment once, at start (FAULTS K5). Names every bad variable and none of
 * the values: the message ends up in logs. An empty variable counts as absent.
 */
export function readEnvironment(raw: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  const problems = parsed.success
    ? missingInProduction(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || problems.length > 0) {
    throw new Error(`The environment is incomplete or wrong.\n${problems.join('\n')}`);
  }
  return parsed.data;
}

/** Secrets that outside production are made up or not needed. */
function missingInProduction(environment: Environment): string[] {
  if (environment.NODE_ENV !== 'production') {
    return [];
  }
  const required = ['JWT_SECRET'] as const;
  return required
    .filter((name) => environment[name] === undefined)
    .map((name) => `${name}: required in production`);
}
