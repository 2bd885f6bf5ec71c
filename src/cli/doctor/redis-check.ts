import type { JobQueues } from '../../flow/jobs/jobs.public.js';
import type { Finding } from './finding.js';

/** Asked only when REDIS_URL is set. */
export async function redisFinding(queues: JobQueues): Promise<Finding> {
  return (await queues.areReachable())
    ? { subject: 'redis', state: 'ok', text: 'Takes jobs.' }
    : {
        subject: 'redis',
        state: 'failed',
        text: 'Does not answer.',
        advice: 'Check REDIS_URL, or unset it: jobs are kept in PostgreSQL then.',
      };
}
