import { app } from './ru/app.js';
import { appointments } from './ru/appointments.js';
import { clients } from './ru/clients.js';
import { conflicts } from './ru/conflicts.js';
import { contacts } from './ru/contacts.js';
import { deals } from './ru/deals.js';
import { devices } from './ru/devices.js';
import { orders } from './ru/orders.js';
import { outbox } from './ru/outbox.js';
import { outgoing } from './ru/outgoing.js';
import { products } from './ru/products.js';
import { quarantine } from './ru/quarantine.js';
import { queue } from './ru/queue.js';
import { ra } from './ru/ra.js';
import { sources } from './ru/sources.js';
import { tasks } from './ru/tasks.js';
import { users } from './ru/users.js';
import type { Catalogue } from './text.js';

export const ru: Catalogue = {
  ra,
  app,
  sources,
  outbox,
  queue,
  conflicts,
  devices,
  resources: { appointments, clients, contacts, orders, outgoing, products, quarantine, users, deals, tasks },
};
