import { app } from './es/app.js';
import { appointments } from './es/appointments.js';
import { clients } from './es/clients.js';
import { conflicts } from './es/conflicts.js';
import { contacts } from './es/contacts.js';
import { deals } from './es/deals.js';
import { devices } from './es/devices.js';
import { orders } from './es/orders.js';
import { outbox } from './es/outbox.js';
import { outgoing } from './es/outgoing.js';
import { products } from './es/products.js';
import { quarantine } from './es/quarantine.js';
import { queue } from './es/queue.js';
import { ra } from './es/ra.js';
import { sources } from './es/sources.js';
import { tasks } from './es/tasks.js';
import { users } from './es/users.js';
import type { Catalogue } from './text.js';

export const es: Catalogue = {
  ra,
  app,
  sources,
  outbox,
  queue,
  conflicts,
  devices,
  resources: { appointments, clients, contacts, orders, outgoing, products, quarantine, users, deals, tasks },
};
