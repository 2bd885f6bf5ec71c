import { app } from './es/app.js';
import { appointments } from './es/appointments.js';
import { clients } from './es/clients.js';
import { contacts } from './es/contacts.js';
import { deals } from './es/deals.js';
import { orders } from './es/orders.js';
import { outgoing } from './es/outgoing.js';
import { products } from './es/products.js';
import { queue } from './es/queue.js';
import { outbox } from './es/outbox.js';
import { ra } from './es/ra.js';
import { tasks } from './es/tasks.js';
import { users } from './es/users.js';
import type { Catalogue } from './text.js';

export const es: Catalogue = {
  ra,
  app,
  outbox,
  queue,
  resources: { appointments, clients, contacts, orders, outgoing, products, users, deals, tasks },
};
