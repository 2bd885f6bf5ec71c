import type { Environment } from '../../config/environment.js';
import { isUnavailable, sqlState } from '../../database/database-errors.js';
import { runMigrations } from '../../database/migrator.js';
import { checkDurability } from './durability-check.js';

/** SQLSTATE of a wrong password or role (28…), or of a database that does not exist (3D…). */
const CONNECTION_REFUSED = /^(?:28|3D)/;

/** Checks and migrates; answers the migrations that ran. A database that cannot be used names its variable. */
export async function prepareDatabase(
  environment: Pick<Environment, 'DATABASE_DURABILITY'>,
  url: string,
): Promise<string[]> {
  try {
    if (environment.DATABASE_DURABILITY === 'required') {
      await checkDurability(url);
    }
    return await runMigrations(url);
  } catch (error) {
    const state = sqlState(error);
    if (isUnavailable(error) || CONNECTION_REFUSED.test(state ?? '')) {
      throw new Error(`DATABASE_URL: PostgreSQL cannot be used (${state ?? 'no answer'})`, { cause: error });
    }
    throw error;
  }
}
