import { app } from './en/app.js';
import { contacts } from './en/contacts.js';
import { outgoing } from './en/outgoing.js';
import { products } from './en/products.js';
import { queue } from './en/queue.js';
import { ra } from './en/ra.js';

/** The catalogue that all others are measured by: a text is added here first. */
export const en = { ra, app, queue, resources: { contacts, outgoing, products } } as const;
