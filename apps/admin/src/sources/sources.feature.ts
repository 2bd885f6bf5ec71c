import SyncIcon from '@mui/icons-material/SyncOutlined';
import { lazyPage, type PageFeature } from '../app/feature.js';

/** The sources, their runs, and what a person may do about them. */
export const sourcesFeature: PageFeature = {
  kind: 'page',
  name: 'sources',
  group: 'sync',
  icon: SyncIcon,
  readers: ['admin', 'agent'],
  title: 'sources.title',
  page: lazyPage(() => import('./source-pages.js'), 'SourcePages'),
};
