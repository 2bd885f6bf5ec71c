// Prints the types of our REST API as openapi.json has it: `npm run generate` writes them to src/api/openapi.ts.
import { readFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const document = await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8');
const types = await openapiTS(document, { immutable: true, alphabetize: true });
process.stdout.write(`// Generated from openapi.json by npm run generate.\n${astToString(types)}`);
