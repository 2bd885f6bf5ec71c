import CloudOffIcon from '@mui/icons-material/CloudOffOutlined';
import { lazyPage, type PageFeature } from '../app/feature.js';

/** The edits of this browser that wait for the server, and what became of those before. */
export const outboxFeature: PageFeature = {
  kind: 'page',
  name: 'outbox',
  group: 'sync',
  icon: CloudOffIcon,
  readers: ['admin', 'agent'],
  title: 'outbox.title',
  page: lazyPage(() => import('./outbox-page.js'), 'OutboxPage'),
};
