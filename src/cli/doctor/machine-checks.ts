import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../../config/environment.js';
import type { Finding } from './finding.js';

/** Only a start reads the secrets: outside production a missing one is made up. */
export function environmentFinding(environment: Environment): Finding {
  const { NODE_ENV, JWT_SECRET, DATA_DIR } = environment;
  const made = JWT_SECRET === undefined ? `, the JWT secret is kept in ${DATA_DIR}` : '';
  return { subject: 'environment', state: 'ok', text: `${NODE_ENV}${made}.` };
}

/** The problems name their variables, and none of the values. */
export function badEnvironmentFinding(problems: string): Finding {
  const text = problems.split('\n').join(' ');
  return { subject: 'environment', state: 'failed', text, advice: 'The variables are in .env.example.' };
}

/** Whether the embedded PostgreSQL, backups and made-up secrets could be written. */
export async function dataDirFinding({ DATA_DIR }: Environment): Promise<Finding> {
  const folder = path.resolve(DATA_DIR);
  const probe = path.join(folder, `.doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    return { subject: 'DATA_DIR', state: 'ok', text: `${folder} can be written.` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return {
      subject: 'DATA_DIR',
      state: 'failed',
      text: `${folder} cannot be written (${code}).`,
      advice: 'Give this account the folder, or set DATA_DIR to another one.',
    };
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
