import ContactsIcon from '@mui/icons-material/ContactsOutlined';
import { lazyPage, type ResourceFeature } from '../app/feature.js';

/** People and companies of the CRM. */
export const contactsFeature: ResourceFeature = {
  kind: 'resource',
  name: 'contacts',
  group: 'crm',
  icon: ContactsIcon,
  readers: ['admin', 'agent'],
  routes: { path: '/api/contacts' },
  pages: {
    list: lazyPage(() => import('./contact-list.js'), 'ContactList'),
    show: lazyPage(() => import('./contact-show.js'), 'ContactShow'),
    edit: lazyPage(() => import('./contact-form.js'), 'ContactEdit'),
    create: lazyPage(() => import('./contact-form.js'), 'ContactCreate'),
  },
};
