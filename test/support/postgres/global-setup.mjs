import { startTemporaryPostgres } from '../../../scripts/support/embedded-postgres.mjs';

/**
 * Jest's global set-up: a shared embedded server for whoever runs jest by hand. With TEST_DATABASE_ADMIN_URL
 * set, as scripts/test.mjs does, there is one already.
 */
async function setUp() {
  if (!process.env.TEST_DATABASE_ADMIN_URL) {
    const server = await startTemporaryPostgres();
    process.env.TEST_DATABASE_ADMIN_URL = server.adminUrl;
    globalThis.stopSharedPostgres = server.stop;
  }
}

// jest itself asks for a default export.
export default setUp;
