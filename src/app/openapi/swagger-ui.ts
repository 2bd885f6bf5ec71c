import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { createOpenApiDocument } from '../openapi.js';

/** What the page loads, all of it from here. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>sync-hub API</title>
    <link rel="icon" href="/api/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/api/docs-json', dom_id: '#swagger-ui', validatorUrl: null });\n`;

/**
 * Serves Swagger UI at `/api/docs` and the document at `/api/docs-json`, open to all; `API_DOCS=off`
 * leaves both out (FAULTS J4). The page has no inline script and asks no other host, so it lives under a
 * strict policy. The document is built when it is first asked for.
 */
export function serveOpenApi(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  let document: OpenAPIObject | null = null;
  fastify.get('/api/docs-json', (_, reply) => {
    document ??= createOpenApiDocument(app);
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(document));
  });
  fastify.get('/api/docs', (_, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  fastify.get('/api/docs/start.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  serveAssets(fastify);
}

function serveAssets(fastify: FastifyInstance): void {
  const folder = assetsFolder();
  for (const [name, type] of Object.entries(ASSETS)) {
    fastify.get(`/api/docs/${name}`, async (_, reply) => {
      const asset = await readFile(path.join(folder, name));
      return reply.type(type).header('Cache-Control', 'public, max-age=3600').send(asset);
    });
  }
}

/** The assets come with @nestjs/swagger, which depends on them. */
function assetsFolder(): string {
  const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return path.dirname(swagger.resolve('swagger-ui-dist/package.json'));
}
