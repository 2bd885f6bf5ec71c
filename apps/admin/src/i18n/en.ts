import { app } from './en/app.js';
import { contacts } from './en/contacts.js';
import { products } from './en/products.js';
import { ra } from './en/ra.js';

/** The catalogue that all others are measured by: a text is added here first. */
export const en = { ra, app, resources: { contacts, products } } as const;
