export { SHOP_ZONE } from './shop-day.js';
