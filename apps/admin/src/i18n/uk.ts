import { app } from './uk/app.js';
import { contacts } from './uk/contacts.js';
import { outgoing } from './uk/outgoing.js';
import { products } from './uk/products.js';
import { queue } from './uk/queue.js';
import { ra } from './uk/ra.js';
import type { Catalogue } from './text.js';

export const uk: Catalogue = { ra, app, queue, resources: { contacts, outgoing, products } };
