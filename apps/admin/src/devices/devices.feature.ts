import DevicesIcon from '@mui/icons-material/DevicesOutlined';
import { lazyPage, type PageFeature } from '../app/feature.js';

/** The phones and panels that sync, and how far each has come. */
export const devicesFeature: PageFeature = {
  kind: 'page',
  name: 'devices',
  title: 'devices.title',
  group: 'sync',
  icon: DevicesIcon,
  readers: ['admin'],
  page: lazyPage(() => import('./devices-page.js'), 'DevicesPage'),
};
