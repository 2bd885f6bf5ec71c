import 'reflect-metadata';
import { runFromShell } from './cli/run-from-shell.js';

/** The operator's commands; `npm run cli -- --help` lists them. */
await runFromShell(process.argv.slice(2), process.env);
