import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeOperations } from './openapi/operations.js';
import { describeProblems } from './openapi/problems.js';
import { withoutUnused } from './openapi/schemas.js';
import { productVersion } from './openapi/product-version.js';
import { publicOperations } from './openapi/public-operations.js';

/** What a reader of the document learns about each group of routes. */
const TAGS: Readonly<Record<string, string>> = {
  auth: 'Signing in and out, passwords, and who is calling.',
  users: 'Accounts and subscribers.',
  contacts: 'People and companies of the CRM.',
  deals: 'Deals of the CRM.',
  tasks: 'Tasks of the CRM.',
  clients: 'Clients and their trading accounts, imported from Exness.',
  appointments: 'Appointments, imported from Altegio.',
  orders: 'Orders and their items, imported from the Strattera shop.',
  products: 'Products and their analytics, imported from the Strattera shop.',
  sync: 'Offline clients: pulls, pushes, status and devices.',
  devices: 'Devices that sync, and their revocation.',
  sources: 'External sources: state, schedules, runs by hand.',
  runs: 'Runs of the sources, their progress and their outcome.',
  quarantine: 'Records and changes that were rejected, kept to be repaired.',
  outgoing: 'Changes on their way to an external source.',
  jobs: 'Background jobs.',
  operations: 'Health and metrics of a process.',
};

/**
 * The OpenAPI document of a composed application (X3): every route, its errors, and who may call it.
 * Equal applications give equal documents, so that it can be committed and compared.
 */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('sync-hub')
    .setDescription(
      "Keeps a business's own database in step with third-party systems, and offline clients in step with " +
        'the database, losing no change. Errors are problem documents (RFC 9457) with a stable `code`.',
    )
    .setVersion(productVersion())
    .setOpenAPIVersion('3.1.0')
    .addServer('/', 'This server')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  const scanned = SwaggerModule.createDocument(app, config, { operationIdFactory: operationId });
  const document = completeOperations(describeProblems(scanned), publicOperations(app, operationId));
  return withoutUnused({ ...document, tags: tagsOf(document) });
}

/** `OrdersController.list` is `ordersList`. */
function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return `${noun.charAt(0).toLowerCase()}${noun.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

function tagsOf(document: OpenAPIObject): { name: string; description: string }[] {
  const used = Object.values(document.paths)
    .flatMap((path) => [path.get, path.put, path.post, path.patch, path.delete])
    .flatMap((operation) => operation?.tags ?? []);
  return [...new Set(used)].sort().map((name) => ({ name, description: TAGS[name] ?? `Routes of ${name}.` }));
}
