import EventIcon from '@mui/icons-material/EventOutlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';

/** Lessons of the location. They come from imports and webhooks; people say who came, and comment. */
export const appointmentsFeature: ResourceFeature = {
  kind: 'resource',
  name: 'appointments',
  group: 'services',
  icon: EventIcon,
  readers: ['admin', 'agent'],
  recordRepresentation: 'leadName',
  routes: { path: '/api/appointments' },
  pages: {
    list: lazyPage(() => import('./appointment-list.js'), 'AppointmentList'),
    show: lazyPage(() => import('./appointment-show.js'), 'AppointmentShow'),
    edit: lazyPage(() => import('./appointment-edit.js'), 'AppointmentEdit'),
  },
};
