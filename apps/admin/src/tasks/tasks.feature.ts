import TaskIcon from '@mui/icons-material/TaskAltOutlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';

/** What people have to do, in the CRM. */
export const tasksFeature: ResourceFeature = {
  kind: 'resource',
  name: 'tasks',
  group: 'crm',
  icon: TaskIcon,
  readers: ['admin', 'agent'],
  routes: { path: '/api/tasks' },
  recordRepresentation: 'title',
  pages: {
    list: lazyPage(() => import('./task-list.js'), 'TaskList'),
    show: lazyPage(() => import('./task-show.js'), 'TaskShow'),
    edit: lazyPage(() => import('./task-form.js'), 'TaskEdit'),
    create: lazyPage(() => import('./task-form.js'), 'TaskCreate'),
  },
};
