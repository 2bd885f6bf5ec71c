import 'reflect-metadata';
import { readEnvironment } from '../config/environment.js';
import { createApp } from './create-app.js';
import { createOpenApiDocument } from './openapi.js';

/**
 * Prints the OpenAPI document as JSON. Needs `DATABASE_URL` of a migrated database, because the
 * application is composed as it runs; nothing listens and nothing is written.
 */
async function generate(): Promise<void> {
  const environment = readEnvironment({
    ...process.env,
    LOG_LEVEL: 'silent',
    SCHEDULER_ENABLED: 'false',
    API_DOCS: 'off',
    ROLE: 'api',
  });
  const app = await createApp(environment);
  try {
    process.stdout.write(`${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`);
  } finally {
    await app.close();
  }
}

await generate();
