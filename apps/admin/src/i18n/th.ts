import { app } from './th/app.js';
import { appointments } from './th/appointments.js';
import { clients } from './th/clients.js';
import { contacts } from './th/contacts.js';
import { deals } from './th/deals.js';
import { orders } from './th/orders.js';
import { outgoing } from './th/outgoing.js';
import { products } from './th/products.js';
import { queue } from './th/queue.js';
import { outbox } from './th/outbox.js';
import { ra } from './th/ra.js';
import { tasks } from './th/tasks.js';
import { users } from './th/users.js';
import type { Catalogue } from './text.js';

export const th: Catalogue = {
  ra,
  app,
  outbox,
  queue,
  resources: { appointments, clients, contacts, orders, outgoing, products, users, deals, tasks },
};
