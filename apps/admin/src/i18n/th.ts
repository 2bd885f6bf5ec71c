import { app } from './th/app.js';
import { contacts } from './th/contacts.js';
import { outgoing } from './th/outgoing.js';
import { products } from './th/products.js';
import { queue } from './th/queue.js';
import { ra } from './th/ra.js';
import type { Catalogue } from './text.js';

export const th: Catalogue = { ra, app, queue, resources: { contacts, outgoing, products } };
