import type { ChangedFields, EditCall, RecordRoutes } from '../data/record-routes.js';

/** A status alone has a route of its own; with other fields it goes in one edit, which is made or refused as a whole (O6). */
export const orderRoutes: RecordRoutes = {
  path: '/api/orders',
  edits: (changed: ChangedFields): EditCall[] => {
    const isStatusAlone = Object.keys(changed).join() === 'status';
    return [{ method: 'put', ...(isStatusAlone ? { below: '/status' } : {}), body: changed }];
  },
};
