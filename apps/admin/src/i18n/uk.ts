import { app } from './uk/app.js';
import { appointments } from './uk/appointments.js';
import { clients } from './uk/clients.js';
import { conflicts } from './uk/conflicts.js';
import { contacts } from './uk/contacts.js';
import { deals } from './uk/deals.js';
import { devices } from './uk/devices.js';
import { orders } from './uk/orders.js';
import { outbox } from './uk/outbox.js';
import { outgoing } from './uk/outgoing.js';
import { products } from './uk/products.js';
import { quarantine } from './uk/quarantine.js';
import { queue } from './uk/queue.js';
import { ra } from './uk/ra.js';
import { sources } from './uk/sources.js';
import { tasks } from './uk/tasks.js';
import { users } from './uk/users.js';
import type { Catalogue } from './text.js';

export const uk: Catalogue = {
  ra,
  app,
  sources,
  outbox,
  queue,
  conflicts,
  devices,
  resources: { appointments, clients, contacts, orders, outgoing, products, quarantine, users, deals, tasks },
};
