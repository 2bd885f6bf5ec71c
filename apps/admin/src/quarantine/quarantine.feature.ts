import RuleIcon from '@mui/icons-material/RuleOutlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';

/** Records and pushed changes that could not be stored. */
export const quarantineFeature: ResourceFeature = {
  kind: 'resource',
  name: 'quarantine',
  group: 'sync',
  icon: RuleIcon,
  readers: ['admin'],
  routes: { path: '/api/quarantine' },
  recordRepresentation: 'reason',
  pages: {
    list: lazyPage(() => import('./quarantine-page.js'), 'QuarantinePage'),
    show: lazyPage(() => import('./quarantine-show.js'), 'QuarantineShow'),
  },
};
