import type { SyncedEntity } from '../../src/flow/synced-entity/synced-entity.public.js';
import { appointmentSync } from '../../src/modules/appointments/appointment.sync.js';
import { usersSync } from '../../src/modules/auth/users/users.sync.js';
import { clientAccountSync } from '../../src/modules/clients/client-account.sync.js';
import { clientSync } from '../../src/modules/clients/client.sync.js';
import { contactsSync } from '../../src/modules/crm-sync/contacts.sync.js';
import { dealsSync } from '../../src/modules/crm-sync/deals.sync.js';
import { tasksSync } from '../../src/modules/crm-sync/tasks.sync.js';
import { orderItemSync } from '../../src/modules/orders/order-item.sync.js';
import { orderSync } from '../../src/modules/orders/order.sync.js';
import { productSync } from '../../src/modules/products/product.sync.js';

/** The tables of an incremental pull, for the references that read the same without our code: the bench compares. */
export const SYNCED_TABLES: readonly SyncedEntity[] = [
  usersSync,
  contactsSync('all'),
  dealsSync('all'),
  tasksSync('all'),
  clientSync,
  clientAccountSync,
  appointmentSync,
  productSync,
  orderSync,
  orderItemSync,
];
