import HandshakeIcon from '@mui/icons-material/HandshakeOutlined';
import ViewKanbanIcon from '@mui/icons-material/ViewKanbanOutlined';
import { lazyPage, type PageFeature, type ResourceFeature } from '../app/feature.js';

/** Deals of the CRM. */
export const dealsFeature: ResourceFeature = {
  kind: 'resource',
  name: 'deals',
  group: 'crm',
  icon: HandshakeIcon,
  readers: ['admin', 'agent'],
  routes: { path: '/api/deals' },
  recordRepresentation: 'title',
  pages: {
    list: lazyPage(() => import('./deal-list.js'), 'DealList'),
    show: lazyPage(() => import('./deal-show.js'), 'DealShow'),
    edit: lazyPage(() => import('./deal-form.js'), 'DealEdit'),
    create: lazyPage(() => import('./deal-form.js'), 'DealCreate'),
  },
};

/** The same deals, a column a stage. */
export const dealBoardFeature: PageFeature = {
  kind: 'page',
  name: 'deal-board',
  group: 'crm',
  icon: ViewKanbanIcon,
  readers: ['admin', 'agent'],
  title: 'resources.deals.board.title',
  page: lazyPage(() => import('./board/deal-board.js'), 'DealBoard'),
};
