import CompareArrowsIcon from '@mui/icons-material/CompareArrows';
import { lazyPage, type PageFeature } from '../app/feature.js';

/** Edits that met another one, of devices and with vendors. */
export const conflictsFeature: PageFeature = {
  kind: 'page',
  name: 'conflicts',
  title: 'conflicts.title',
  group: 'sync',
  icon: CompareArrowsIcon,
  readers: ['admin'],
  page: lazyPage(() => import('./conflicts-page.js'), 'ConflictsPage'),
};
