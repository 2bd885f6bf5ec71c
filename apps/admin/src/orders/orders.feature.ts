import ReceiptIcon from '@mui/icons-material/ReceiptLongOutlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';
import { orderRoutes } from './order-routes.js';

/** Orders of the shop. They come from imports; people correct the customer and the state. */
export const ordersFeature: ResourceFeature = {
  kind: 'resource',
  name: 'orders',
  group: 'shop',
  icon: ReceiptIcon,
  readers: ['admin', 'agent'],
  recordRepresentation: 'externalId',
  routes: orderRoutes,
  pages: {
    list: lazyPage(() => import('./order-list.js'), 'OrderList'),
    show: lazyPage(() => import('./order-show.js'), 'OrderShow'),
    edit: lazyPage(() => import('./order-edit.js'), 'OrderEdit'),
  },
};
