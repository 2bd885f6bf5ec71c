import PendingActionsIcon from '@mui/icons-material/PendingActionsOutlined';
import { lazyPage, type PageFeature } from '../app/feature.js';

/** The background jobs and their queues. */
export const queueFeature: PageFeature = {
  kind: 'page',
  name: 'queue',
  title: 'queue.title',
  group: 'sync',
  icon: PendingActionsIcon,
  readers: ['admin'],
  page: lazyPage(() => import('./queue-page.js'), 'QueuePage'),
};
