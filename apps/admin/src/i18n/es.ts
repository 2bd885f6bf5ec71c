import { app } from './es/app.js';
import { contacts } from './es/contacts.js';
import { outgoing } from './es/outgoing.js';
import { products } from './es/products.js';
import { queue } from './es/queue.js';
import { ra } from './es/ra.js';
import type { Catalogue } from './text.js';

export const es: Catalogue = { ra, app, queue, resources: { contacts, outgoing, products } };
