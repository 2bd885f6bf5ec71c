import { type ChangedFields, type EditCall, pick, type RecordRoutes } from '../data/record-routes.js';

const COST = ['costPrice', 'costPriceTry'];
const ANALYTICS = ['avgDailySales30d', 'daysToZero', 'recommendedQty', 'trend', 'inTransit', 'minStock'];

/** Each group of a product's fields is set by a route of its own (O6). */
export const productRoutes: RecordRoutes = { path: '/api/products', edits: productEdits };

function productEdits(changed: ChangedFields, before: ChangedFields): EditCall[] {
  const calls: EditCall[] = [
    { method: 'put', below: '/price', body: pick(changed, ['price']) },
    { method: 'put', below: '/stock', body: pick(changed, ['stockQuantity']) },
    { method: 'put', below: '/cost', body: costOf(changed, before) },
    { method: 'put', below: '/analytics', body: pick(changed, ANALYTICS) },
    { method: 'patch', below: '/hide', body: pick(changed, ['isHidden']) },
  ];
  return calls.filter(({ body }) => Object.keys(body).length > 0);
}

/** The route asks for the cost in either case. */
function costOf(changed: ChangedFields, before: ChangedFields): ChangedFields {
  const cost = pick(changed, COST);
  return Object.keys(cost).length === 0 ? {} : { costPrice: before.costPrice ?? null, ...cost };
}
