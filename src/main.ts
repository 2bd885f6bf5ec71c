import 'reflect-metadata';
import { run } from './app/run.js';

/** The HTTP process, with the worker inside unless `ROLE=api`. */
await run(process.env);
