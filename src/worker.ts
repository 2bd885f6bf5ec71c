import 'reflect-metadata';
import { run } from './app/run.js';

/** The worker process: schedules and jobs. It serves only its health and metrics, on `PORT` or any free port. */
await run({ PORT: '0', ...process.env, ROLE: 'worker' });
