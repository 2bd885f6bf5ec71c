import OutboxIcon from '@mui/icons-material/OutboxOutlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';

/** Changes on their way to the vendors. */
export const outgoingFeature: ResourceFeature = {
  kind: 'resource',
  name: 'outgoing',
  group: 'sync',
  icon: OutboxIcon,
  readers: ['admin'],
  routes: { path: '/api/outgoing' },
  recordRepresentation: 'id',
  pages: {
    list: lazyPage(() => import('./outgoing-list.js'), 'OutgoingList'),
    show: lazyPage(() => import('./outgoing-show.js'), 'OutgoingShow'),
  },
};
