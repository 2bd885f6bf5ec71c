import { app } from './ru/app.js';
import { contacts } from './ru/contacts.js';
import { outgoing } from './ru/outgoing.js';
import { products } from './ru/products.js';
import { queue } from './ru/queue.js';
import { ra } from './ru/ra.js';
import type { Catalogue } from './text.js';

export const ru: Catalogue = { ra, app, queue, resources: { contacts, outgoing, products } };
