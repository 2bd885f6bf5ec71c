import ClientsIcon from '@mui/icons-material/TrendingUpOutlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';

/** Clients of the affiliate partner with their trading accounts. They come from imports; people keep notes. */
export const clientsFeature: ResourceFeature = {
  kind: 'resource',
  name: 'clients',
  group: 'people',
  icon: ClientsIcon,
  readers: ['admin', 'agent'],
  recordRepresentation: 'externalId',
  routes: { path: '/api/clients', edits: (changed) => [{ method: 'put', body: changed }] },
  pages: {
    list: lazyPage(() => import('./client-list.js'), 'ClientList'),
    show: lazyPage(() => import('./client-show.js'), 'ClientShow'),
    edit: lazyPage(() => import('./client-edit.js'), 'ClientEdit'),
  },
};
