import { app } from './th/app.js';
import { appointments } from './th/appointments.js';
import { clients } from './th/clients.js';
import { conflicts } from './th/conflicts.js';
import { contacts } from './th/contacts.js';
import { deals } from './th/deals.js';
import { devices } from './th/devices.js';
import { orders } from './th/orders.js';
import { outbox } from './th/outbox.js';
import { outgoing } from './th/outgoing.js';
import { products } from './th/products.js';
import { quarantine } from './th/quarantine.js';
import { queue } from './th/queue.js';
import { ra } from './th/ra.js';
import { sources } from './th/sources.js';
import { tasks } from './th/tasks.js';
import { users } from './th/users.js';
import type { Catalogue } from './text.js';

export const th: Catalogue = {
  ra,
  app,
  sources,
  outbox,
  queue,
  conflicts,
  devices,
  resources: { appointments, clients, contacts, orders, outgoing, products, quarantine, users, deals, tasks },
};
