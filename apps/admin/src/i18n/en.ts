import { app } from './en/app.js';
import { appointments } from './en/appointments.js';
import { clients } from './en/clients.js';
import { conflicts } from './en/conflicts.js';
import { contacts } from './en/contacts.js';
import { deals } from './en/deals.js';
import { devices } from './en/devices.js';
import { orders } from './en/orders.js';
import { outbox } from './en/outbox.js';
import { outgoing } from './en/outgoing.js';
import { products } from './en/products.js';
import { quarantine } from './en/quarantine.js';
import { queue } from './en/queue.js';
import { ra } from './en/ra.js';
import { sources } from './en/sources.js';
import { tasks } from './en/tasks.js';
import { users } from './en/users.js';

/** The catalogue that all others are measured by: a text is added here first. */
export const en = {
  ra,
  app,
  sources,
  outbox,
  queue,
  conflicts,
  devices,
  resources: { appointments, clients, contacts, orders, outgoing, products, quarantine, users, deals, tasks },
} as const;
