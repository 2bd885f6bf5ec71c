import InventoryIcon from '@mui/icons-material/Inventory2Outlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';
import { productRoutes } from './product-routes.js';

/** Products of the shop. They come from imports; people set prices, stock and figures. */
export const productsFeature: ResourceFeature = {
  kind: 'resource',
  name: 'products',
  group: 'shop',
  icon: InventoryIcon,
  readers: ['admin', 'agent'],
  routes: productRoutes,
  pages: {
    list: lazyPage(() => import('./product-list.js'), 'ProductList'),
    show: lazyPage(() => import('./product-show.js'), 'ProductShow'),
    edit: lazyPage(() => import('./product-edit.js'), 'ProductEdit'),
  },
};
