export { JobError } from './job-error.js';
export { type JobCounts, type JobOptions, type JobQueue, type QueuedJob } from './job-queue.js';
export { JobQueues } from './job-queues.js';
export type { JobSettings } from './job-settings.js';
export {
  JOB_VIEW_STATES,
  JobDesk,
  type JobView,
  type JobViewCounts,
  type JobViewState,
  type QueueView,
} from './job-desk.js';
