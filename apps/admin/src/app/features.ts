import { appointmentsFeature } from '../appointments/appointments.feature.js';
import { clientsFeature } from '../clients/clients.feature.js';
import { conflictsFeature } from '../conflicts/conflicts.feature.js';
import { contactsFeature } from '../contacts/contacts.feature.js';
import { dealBoardFeature, dealsFeature } from '../deals/deals.feature.js';
import { devicesFeature } from '../devices/devices.feature.js';
import { ordersFeature } from '../orders/orders.feature.js';
import { outboxFeature } from '../outbox/outbox.feature.js';
import { outgoingFeature } from '../outgoing/outgoing.feature.js';
import { productsFeature } from '../products/products.feature.js';
import { quarantineFeature } from '../quarantine/quarantine.feature.js';
import { queueFeature } from '../queue/queue.feature.js';
import { sourcesFeature } from '../sources/sources.feature.js';
import { tasksFeature } from '../tasks/tasks.feature.js';
import { usersFeature } from '../users/users.feature.js';
import type { AnyFeature } from './feature.js';

/** Everything that the panel shows, in the order of the menu. A new feature adds its line here. */
export const FEATURES: readonly AnyFeature[] = [
  sourcesFeature,
  quarantineFeature,
  outboxFeature,
  outgoingFeature,
  queueFeature,
  devicesFeature,
  conflictsFeature,
  contactsFeature,
  dealsFeature,
  dealBoardFeature,
  tasksFeature,
  ordersFeature,
  productsFeature,
  appointmentsFeature,
  clientsFeature,
  usersFeature,
];
