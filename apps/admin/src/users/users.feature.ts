import UsersIcon from '@mui/icons-material/ManageAccountsOutlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';

/** Accounts of the staff, and the subscribers that are imported. */
export const usersFeature: ResourceFeature = {
  kind: 'resource',
  name: 'users',
  group: 'people',
  icon: UsersIcon,
  readers: ['admin'],
  routes: { path: '/api/users' },
  pages: {
    list: lazyPage(() => import('./user-list.js'), 'UserList'),
    show: lazyPage(() => import('./user-show.js'), 'UserShow'),
    edit: lazyPage(() => import('./user-edit.js'), 'UserEdit'),
    create: lazyPage(() => import('./user-create.js'), 'UserCreate'),
  },
};
